"""Headlines that say what is no report."""

import pytest

from watcher.core.stories.genre import is_report


@pytest.mark.parametrize(
    "headline",
    [
        "Opinion: The ferry has run long enough",
        "EXPLAINER: How a harbour is dredged",
        "Q&A: Who owns a wreck?",
        "DIARY - Ports of the week",
        "The week in harbours: a wreck, a strike and a fair",
        "A short history of the Sindo ferry",
        "[사설] 여객선 안전을 다시 묻는다",
        "【社説】港の守りを固めよ",
        "社説 港の守りを固めよ",
        "评论：港口需要的是时间",
        "Kommentar: Ein Schiff zu viel",
        "Repères : trente ans de naufrages",
        "Интервью: «Паром ходил всегда»",
        "رأي: ميناء للجميع",
    ],
)
def test_a_mark_before_a_headline_tells_that_it_reports_no_event(headline: str) -> None:
    assert not is_report(headline)


@pytest.mark.parametrize(
    "headline",
    [
        "Ferry runs aground off Sindo",
        "Review finds pumps were faulty",
        "Analysis of samples points to rust",
        "Comment by harbour master angers crews",
        "Opinion polls favour a bridge",
        "Editorial staff of Coast Radio walk out",
        "분석 결과 밸브 결함 확인",
        "背景音乐响起 渡轮离港",
        "Listening post on Sindo picks up a signal",
        "",
    ],
)
def test_the_same_words_inside_a_headline_mark_nothing(headline: str) -> None:
    assert is_report(headline)
