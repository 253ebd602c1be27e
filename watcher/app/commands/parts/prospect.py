"""What a sound folder would have told of the stored articles, and what it changes against the rules in force."""

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from watcher.app.commands import count
from watcher.app.commands.parts.force import called
from watcher.app.commands.parts.progress import watched
from watcher.app.files import shipped
from watcher.app.files.aim import Aim, compile_aim
from watcher.app.files.settings import Settings
from watcher.app.replay.backtest import Row, changes, replay, stored_rows, volumes
from watcher.app.replay.comparison import differences
from watcher.app.running.lock import holder
from watcher.core.editing.forecast import table
from watcher.core.matching.match import match, vocabulary
from watcher.core.rules.document import UserProblems
from watcher.store.db import reader
from watcher.store.rulesets import Ruleset

KEPT = timedelta(days=30)  # how far back stored articles are looked at, where nobody says
_MARGIN = " " * 16


def prospect(aim: Aim, last: Ruleset | None, settings: Settings, *, now: datetime) -> Iterator[str]:
    """Lines for a terminal; none where no watcher ever ran."""
    if last is None:
        return
    with reader(settings.state) as db:
        rows = stored_rows(db, now - KEPT)
    if rows:
        yield from _forecast(aim, rows)
    yield from _against(aim, last, rows, settings)


def _forecast(aim: Aim, rows: Sequence[Row]) -> Iterator[str]:
    told = replay(
        watched(rows, "Forecasting"),
        match=partial(match, book=aim.book),
        vocabulary=partial(vocabulary, aim.book),
        index=shipped.empty_index(),
    )
    days = max(1.0, (rows[-1].article.seen_at - rows[0].article.seen_at) / timedelta(days=1))
    span = "day" if round(days) == 1 else f"{round(days)} days"
    yield f"\nHad these rules run over the last {span} ({count(len(rows), 'stored article')}):"
    yield from table(volumes(list(told), aim.subscriptions), days=days)


def _against(aim: Aim, last: Ruleset, rows: Sequence[Row], settings: Settings) -> Iterator[str]:
    which = f"the rules {'now running' if holder(settings.state) else 'that ran last'}, {called(last)}"
    if last.version == aim.version:
        yield f"\nThese are {which}."
        return
    try:
        before = compile_aim(last.files)
    except UserProblems:  # written for an older program
        return
    yield f"\nAgainst {which}:"
    for difference in differences(before, aim):
        yield f"{_MARGIN}{difference}"
    if before.book.versions == aim.book.versions:
        return
    matchers = {"before": partial(match, book=before.book), "after": partial(match, book=aim.book)}
    found = {(change.row.id, change.is_added) for change in changes(watched(rows, "Comparing"), **matchers)}
    changed = Counter(is_added for _, is_added in found)
    yield f"{_MARGIN}articles: {changed[True]} more, {changed[False]} fewer"
    if found:
        yield f"{_MARGIN}to see them: watcher backtest --since 30d --against {shlex.quote(str(settings.rules))}"
