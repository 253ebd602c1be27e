"""What is wrong with a story that was told, and what becomes of each message that told it."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from watcher.core.editing.lead import headline
from watcher.core.news import ArticleId, Story, StoryId
from watcher.core.said import Cause, Correction
from watcher.core.sending.delivery import may_have_arrived
from watcher.core.telling import Delivery, DeliveryState, Post

TAKES_BACK = {Cause.WITHDRAWN, Cause.NOT_OURS, Cause.OLD}  # even if other outlets report the story, too
IF_ALONE = {Cause.RETRACTED, Cause.REMOVED}  # only if no other outlet reports the story

# What outlets write before, behind or in brackets around a headline they put right; folded to small letters.
_AMENDED = """
correction corrections corrected clarification rectificatif corrigé erratum errata korrektur korrigiert berichtigung
berichtigt corrección corregido rectificación fe_de_errores correção correcção retificação errata_corrige rettifica
correzione correctie gecorrigeerd rectificatie sprostowanie korekta oprava opraveno rättelse korrigering rettelse
oikaisu helyreigazítás korrekció rectificare corectare erată düzeltme koreksi ralat pembetulan ispravak ispravka
исправка поправка исправлено уточнение корекция виправлення уточнення διόρθωση תיקון تصحيح تصحیح اصلاحیه शुद्धिपत्र सुधार
залруулга đính_chính 정정 정정보도 바로잡습니다 바로잡음 訂正 お詫びと訂正 更正 勘误 勘誤 แก้ไข
"""
_RETRACTED = """
retraction retracted withdrawn rétractation rétracté zurückgezogen retractación retirado retratação ritrattazione
ingetrokken wycofano staženo återkallad опровержение отозвано спростування відкликано оттеглено 철회 기사_철회 보도_철회
撤回 撤稿 取り消し
"""
_OPENS, _SHUTS = "[(（【［〔<", "])）】］〕>"


def _marks(words: str) -> re.Pattern[str]:
    told = "|".join(re.escape(word.replace("_", " ")) for word in sorted(words.split(), key=len, reverse=True))
    opens, shuts = re.escape(_OPENS), re.escape(_SHUTS)
    return re.compile(
        rf"^\s*(?:(?:{told})\s*(?:[:：|]|\s[-–—]\s)|[{opens}]\s*(?:{told})\b[^{shuts}]{{0,20}}[{shuts}]"
        rf"|(?:update\s*\d*\s*-\s*)?(?:{told})\s?-)|[{opens}]\s*(?:{told})\s*[{shuts}]\s*$"
    )


_MARKS = {Cause.RETRACTED: _marks(_RETRACTED), Cause.AMENDED: _marks(_AMENDED)}


def outlets_word(headline: str, *, before: str | None = None) -> Cause | None:
    """What a headline says of the report itself: RETRACTED, AMENDED, or None, also where `before` said the same."""
    for cause, marks in _MARKS.items():
        if marks.search(headline.casefold()):
            return None if before is not None and marks.search(before.casefold()) else cause
    return None


def by_outlet(
    story: Story, outlet: str, cause: Cause, *, said: str | None, url: str, at: datetime
) -> Correction | None:
    """The correction that an outlet's word begins; None where the story stands without it, or is taken back already."""
    others = set(story.outlets) - {outlet}
    if story.is_withdrawn or (cause is Cause.REMOVED and others):
        return None
    return Correction(
        number=story.corrected + 1,
        cause=cause,
        withdraws=cause in IF_ALONE and not others,
        at=at,
        outlet=outlet,
        said=said,
        url=url if said else None,
    )


def by_editor(story: Story, cause: Cause, *, note: str, at: datetime) -> Correction | None:
    """None where the last correction says the same already."""
    last = story.correction
    if last is not None and (last.cause, last.note) == (cause, note):
        return None
    return Correction(number=story.corrected + 1, cause=cause, withdraws=cause in TAKES_BACK, at=at, note=note)


def of_parting(kept: Story, opened: Story, *, at: datetime) -> Correction:
    """What was told as one story is two."""
    other = opened.members[0].article
    return Correction(
        number=kept.corrected + 1, cause=Cause.SPLIT, withdraws=False, at=at, said=headline(other), url=other.url
    )


# --- whether its page still stands ---------------------------------------------------------------------------------

GONE_FOR = timedelta(minutes=10)  # a page that is gone for a moment is no retraction
WATCHED = timedelta(hours=48)  # after it was read; pages that go later were probably only moved to an archive
GONE = {404, 410}  # what a server says of a page that was taken down


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A page that its feed took out of the list; looked at while no other outlet tells its story."""

    article: ArticleId
    story: StoryId
    url: str
    gone_at: datetime | None = None  # when it was met gone first


def after_visit(visit: Visit, *, is_gone: bool, now: datetime) -> tuple[Visit, datetime | None]:
    """What is known now, and when to look again; None: no more. A page that stands was not taken down."""
    if not is_gone:
        return replace(visit, gone_at=None), None
    return replace(visit, gone_at=visit.gone_at or now), now + GONE_FOR


def was_taken_down(visit: Visit, *, now: datetime) -> bool:
    return visit.gone_at is not None and now - visit.gone_at >= GONE_FOR


# --- what becomes of a message ------------------------------------------------------------------------------------


class Remedy(Enum):
    """What a correction does to one message that told the story, or was about to."""

    DROP = 1  # not sent yet: it never will be
    REWRITE = 2  # not sent yet: it goes out with the right words
    MEND = 3  # it was seen, or may have been: it is edited, and a reply says so
    NONE = 4  # it was dropped or refused, so nobody saw it


def remedy(delivery: Delivery, correction: Correction) -> Remedy:
    match delivery.state:
        case DeliveryState.SENT | DeliveryState.SENDING | DeliveryState.UNKNOWN:
            return Remedy.MEND
        case DeliveryState.DUE if may_have_arrived(delivery):
            return Remedy.REWRITE
        case DeliveryState.DUE | DeliveryState.REVIEW:
            return Remedy.DROP if correction.withdraws else Remedy.REWRITE
        case _:
            return Remedy.NONE


def rewritten(delivery: Delivery, content: Post) -> Delivery:
    """What waits, in the words that are right; what was frozen for sending is rendered anew."""
    if delivery.state not in (DeliveryState.DUE, DeliveryState.REVIEW):
        raise ValueError(f"delivery {delivery.key} is {delivery.state}: its words are frozen")
    return replace(delivery, content=content, message=None)
