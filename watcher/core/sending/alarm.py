"""What the operator must hear of the watcher itself: once when it stands, once when it is mended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

STANDS = timedelta(minutes=2)  # what goes by itself sooner is not worth a word
CALM = timedelta(hours=1)  # what comes back sooner is the same fault, and never went


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that stands wrong now."""

    id: str  # what it concerns: `disk`, `feed/dawn`
    says: str  # its sentence in the catalogues, which says what to do where that is not plain
    slots: Mapping[str, str | int] = field(default_factory=dict)  # of the sentence; `n` chooses its form


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A fault as it is remembered."""

    fault: Fault
    since: datetime
    told_at: datetime | None = None
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    alarms: tuple[Alarm, ...]  # to be remembered from now on
    raised: tuple[Alarm, ...]  # to be told now
    mended: tuple[Alarm, ...]  # told before, and over


def judge(known: Iterable[Alarm], standing: Iterable[Fault], *, now: datetime) -> Judgement:
    """How the alarms stand, given those known and the faults that stand now."""
    left = {fault.id: fault for fault in standing}
    alarms = [_now(alarm, left.pop(alarm.fault.id, None), now) for alarm in known]
    alarms += [Alarm(fault=fault, since=now) for fault in left.values()]
    over = [alarm for alarm in alarms if _is_over(alarm, now)]
    raised = [alarm for alarm in alarms if _is_to_be_told(alarm, now)]
    return Judgement(
        alarms=tuple(replace(a, told_at=now) if a in raised else a for a in alarms if a not in over),
        raised=tuple(raised),
        mended=tuple(alarm for alarm in over if alarm.told_at is not None),
    )


def _now(alarm: Alarm, fault: Fault | None, now: datetime) -> Alarm:
    if fault is not None:
        return replace(alarm, fault=fault, gone_at=None)
    return alarm if alarm.gone_at else replace(alarm, gone_at=now)


def _is_over(alarm: Alarm, now: datetime) -> bool:
    """One that nobody was told of is forgotten at once."""
    return alarm.gone_at is not None and (alarm.told_at is None or now - alarm.gone_at >= CALM)


def _is_to_be_told(alarm: Alarm, now: datetime) -> bool:
    return alarm.told_at is None and alarm.gone_at is None and now - alarm.since >= STANDS
