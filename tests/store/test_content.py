from dataclasses import replace

from tests.channels.test_lists import EDITION, an_edition
from watcher.store import content


def test_a_list_comes_back_as_it_was_frozen() -> None:
    for edition in (EDITION, an_edition(), replace(EDITION, lang="ko")):
        assert content.edition_of(content.text_of(edition)) == edition
