"""What may be wrong outside: Telegram, mail, names, feeds, pages, the clock against theirs."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from telegram import Bot

from watcher.app.checkup.chats import FAULTS, called, find, refusal, rights
from watcher.app.checkup.office import knock, place
from watcher.app.checkup.verdict import Verdict, fault, ok, warn
from watcher.app.files import plugs
from watcher.app.files.aim import Aim
from watcher.app.files.settings import Settings
from watcher.channels.telegram import bot
from watcher.core.feeds import Feed, FeedState, Trouble
from watcher.core.news import Entry
from watcher.core.sending.mailbox import shortened
from watcher.sources.asking.curl import DEAD_PROXY
from watcher.sources.asking.http import FEED_BYTES, PAGE_BYTES, Http
from watcher.sources.base import Reading, Request, Response, Unreachable, UnreadableFeed
from watcher.sources.parsing.workers import Done, Workers

ASKED = 5  # feeds: enough to tell a broken feed from a broken line
SLOW, WRONG = timedelta(minutes=2), timedelta(minutes=10)  # a clock that is off by so much
TELEGRAM, EMAIL = "telegram", "email"


# --- Telegram ------------------------------------------------------------------------------------------------------


async def telegram(settings: Settings, addresses: Sequence[str], *, deadline: timedelta) -> list[Verdict]:
    """The token, and our rights at each address; each is given `deadline`."""
    ours = bot(plugs.reach(settings, write=lambda _: None))
    if ours is None:
        return [_without_token(addresses)]
    try:
        async with asyncio.timeout(deadline.total_seconds()):
            me = await called(ours)
        lookups = (_chat(ours, address, deadline) for address in addresses)
        return [ok(TELEGRAM, f"the token is that of @{me.username}"), *await asyncio.gather(*lookups)]
    except TimeoutError:
        return [_silent(TELEGRAM, deadline)]
    except FAULTS as error:
        met = refusal(error)
        return [fault(TELEGRAM, met.what, met.mend)]
    finally:
        await ours.request.shutdown()


def _without_token(addresses: Sequence[str]) -> Verdict:
    if not addresses:
        return ok(TELEGRAM, "nothing goes there")
    mend = "@BotFather makes a bot and gives its token: WATCHER_TELEGRAM_TOKEN"
    return warn(TELEGRAM, f"no token is set: what is for {', '.join(addresses)} waits", mend)


async def _chat(ours: Bot, address: str, deadline: timedelta) -> Verdict:
    check = f"chat {address}"
    try:
        async with asyncio.timeout(deadline.total_seconds()):
            chat = await find(ours, address)
            may = await rights(ours, chat)
    except TimeoutError:
        return _silent(check, deadline)
    except FAULTS as error:
        met = refusal(error)
        return fault(check, met.what, met.mend)
    if not may.post:
        mend = "make it an administrator who may post and edit messages"
        return fault(check, f"the bot may not post in {chat.name}", mend)
    if not may.edit:
        return warn(check, f"the bot may post in {chat.name}, but not edit", "give it the right to edit messages")
    return ok(check, f"the bot may post and edit in {chat.name}")


def _silent(check: str, deadline: timedelta) -> Verdict:
    return fault(check, f"no answer within {deadline.total_seconds():g} s", "look to the network, and try again")


# --- mail ----------------------------------------------------------------------------------------------------------


async def mail(settings: Settings, addresses: Sequence[str], *, deadline: timedelta) -> list[Verdict]:
    """Whether the mail server lets us in; nothing is sent."""
    reach = plugs.reach(settings, write=lambda _: None)
    missing = plugs.connect(EMAIL, reach).ready()
    if missing is not None and not addresses:
        return [ok("mail", "nothing goes there")]
    if missing is not None or reach.mail_server is None or reach.mail_from is None:
        readers = ", ".join(map(shortened, addresses))
        return [warn("mail", f"{missing}: what is for {readers} waits", "docs/email.md shows how; set it in `.env`")]
    met = await knock(reach.mail_server, reach.mail_from, deadline=deadline)
    if met is not None:
        return [fault("mail", met.what, f"{met.mend}; `watcher connect mail` tries again")]
    return [ok("mail", f"we are let in at {place(reach.mail_server)}")]


# --- feeds and pages -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """How one feed answered."""

    feed: Feed
    response: Response | None = None
    entries: tuple[Entry, ...] = ()
    trouble: Trouble | None = None
    why: str = ""


async def visits(aim: Aim, http: Http, workers: Workers, *, now: datetime, deadline: timedelta) -> list[Visit]:
    """The first feeds of the list, asked together; each is given `deadline`."""
    return await asyncio.gather(*(_visit(feed, http, workers, now, deadline) for feed in aim.feeds[:ASKED]))


async def _visit(feed: Feed, http: Http, workers: Workers, now: datetime, deadline: timedelta) -> Visit:
    first: Visit | None = None
    try:
        async with asyncio.timeout(deadline.total_seconds()):
            for url in feed.urls:
                visit = await _ask(feed, url, http, workers, now)
                if visit.trouble is None:
                    return visit
                first = first or visit
    except TimeoutError:
        why = f"gave no complete answer within {deadline.total_seconds():g} s"
        return first or Visit(feed=feed, trouble=Trouble.SILENT, why=why)
    assert first is not None  # a feed has an address
    return first


async def _ask(feed: Feed, url: str, http: Http, workers: Workers, now: datetime) -> Visit:
    asked = plugs.source(feed.kind).request(feed, FeedState(next_poll_at=now, url_now=url))
    try:
        response = await http.get(asked, most_bytes=FEED_BYTES)
    except Unreachable as error:
        return Visit(feed=feed, trouble=error.trouble, why=error.why)
    try:
        read = await workers.run(plugs.reader(feed.kind), response)
    except UnreadableFeed as error:
        return Visit(feed=feed, response=response, trouble=Trouble.UNREADABLE, why=str(error))
    entries = read.value.entries if isinstance(read, Done) and isinstance(read.value, Reading) else ()
    return Visit(feed=feed, response=response, entries=entries)


def names(visits: Sequence[Visit]) -> Verdict:
    unknown = [visit for visit in visits if visit.trouble is Trouble.UNKNOWN_NAME]
    if not unknown:
        return ok("names", "can be looked up" if visits else "nothing to look up: there are no feeds")
    if len(unknown) == len(visits):
        return fault("names", f"no name can be looked up; {_said_by(unknown[:1])}", "look to the DNS of this machine")
    return warn("names", _said_by(unknown), "look for a misspelling in rules/feeds.yaml")


def feed(visits: Sequence[Visit]) -> Verdict:
    silent = [visit for visit in visits if visit.trouble is not None]
    counted = f"{len(visits) - len(silent)} of {len(visits)} asked answered"
    if not silent:
        return ok("feed", counted)
    message = f"{counted}; {_said_by(silent)}"
    return (fault if len(silent) == len(visits) else warn)("feed", message, _mend(silent))


def _mend(silent: Sequence[Visit]) -> str:
    if any(visit.why == DEAD_PROXY for visit in silent):
        return "look at WATCHER_PROXY: what it names must run and let us through"
    if any(visit.trouble is Trouble.BARRED for visit in silent):
        return "a host in your own network is read if WATCHER_ALLOW_PRIVATE_HOSTS names it"
    return "`watcher feeds preview URL` shows what an address gives; rules/feeds.yaml names them"


def _said_by(visits: Sequence[Visit]) -> str:
    return "; ".join(f"{visit.feed.id}: {visit.why}" for visit in visits)


async def page(visits: Sequence[Visit], http: Http) -> list[Verdict]:
    found = next(((v.feed, e.url) for v in visits if v.feed.reads_pages for e in v.entries if e.url), None)
    if found is None:
        return [ok("page", "none to read: the feeds asked hold no items")]
    feed, url = found
    try:
        await http.get(Request(url, is_page=True), most_bytes=PAGE_BYTES)
    except Unreachable as error:
        refused = error.trouble in (Trouble.REFUSED, Trouble.BARRED)
        mend = f"the feed's own text is read instead; `text: feed` on {feed.id} spares the asking"
        return [warn("page", f"{url}: {error.why}", mend if refused else "it is tried again by itself")]
    return [ok("page", f"{url} can be read")]


# --- the clock -----------------------------------------------------------------------------------------------------


def clock(visits: Sequence[Visit], *, now: datetime) -> Verdict:
    """Ours against the first server's that shows its own."""
    theirs = next((at for visit in visits if visit.response and (at := _shown(visit.response))), None)
    if theirs is None:
        return ok("clock", "no server to compare with answered")
    off = abs(now - theirs)
    if off < SLOW:
        return ok("clock", "agrees with the servers'")
    message = f"{now:%Y-%m-%d %H:%M} UTC here, {theirs:%Y-%m-%d %H:%M} UTC at a server"
    mend = "set the clock: `timedatectl set-ntp true`; ages and due times go by it"
    return (fault if off >= WRONG else warn)("clock", message, mend)


def _shown(response: Response) -> datetime | None:
    """The server's time when it answered; a store on the way says how old its answer is."""
    try:
        at = parsedate_to_datetime(response.headers.get("date", ""))
    except ValueError:
        return None
    age = response.headers.get("age", "").strip()
    return (at if at.tzinfo else at.replace(tzinfo=UTC)) + timedelta(seconds=int(age[:9]) if age.isdecimal() else 0)
