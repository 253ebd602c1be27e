"""The settings: the environment and a `.env` file, read once into one frozen value."""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from watcher.app.files import dotenv, values
from watcher.app.files.dotenv import Written
from watcher.app.files.fields import problem_of
from watcher.app.files.values import BadValue
from watcher.channels.base import MailServer
from watcher.core.rules.document import Level, Place, Problem, UserProblems, did_you_mean

PREFIX = "WATCHER_"
ENVIRONMENT = Place("environment", 0)
SECRET_LEAST = 8  # characters; a shorter one is guessed by whoever holds one sealed link
PARSER_BYTES = 512 * 2**20  # what one parser process may need at worst


def _workers_here() -> int:
    """As many parsers as this machine has cores and memory for."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(1, min(os.cpu_count() or 1, memory // PARSER_BYTES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the operator set. What may hold a password is left out of `repr`."""

    name: str = "Sohae Watch"
    rules: Path = Path("rules")
    state: Path = Path("state")
    telegram_token: str | None = field(default=None, repr=False)
    telegram_api: str = field(default="https://api.telegram.org", repr=False)  # root of the Bot API, no slash behind
    smtp_url: MailServer | None = field(default=None, repr=False)
    mail_from: str | None = None
    public_url: str | None = None  # no slash at the end
    web: tuple[str, int] | None = ("127.0.0.1", 8080)  # None: off
    secret: str | None = field(default=None, repr=False)
    proxy: str | None = field(default=None, repr=False)
    allow_private_hosts: frozenset[str] = frozenset()  # `host`, `host:port` or an address, in small letters
    workers: int = field(default_factory=_workers_here)
    contact: str | None = None  # in the User-Agent
    gather: timedelta = timedelta(seconds=90)
    polls_per_hour: int | None = None  # None: one for each feed
    keep_days: int = 30
    admins: frozenset[int] = frozenset()  # Telegram's numbers of those who may decide at any desk
    log: str = "text"  # text | json
    probe: bool = True
    problems: tuple[Problem, ...] = field(default=(), repr=False)  # what was wrong; such a value has its default

    def sound(self) -> "Settings":
        """Itself; raises UserProblems where something could not be read."""
        if any(problem.level is Level.ERROR for problem in self.problems):
            raise UserProblems(self.problems)
        return self

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.level is Level.WARNING)


def load() -> Settings:
    """From the environment of this process and the `.env` of the current folder, with `problems`."""
    return read(os.environ, Path(".env"))


def read(environ: Mapping[str, str], dotenv: Path | None) -> Settings:
    """The settings as far as they can be read; the environment wins over the file. Never raises for what is wrong."""
    written, problems = _written(environ, dotenv)
    found: dict[str, object] = {}
    for name, reader in READERS.items():
        attribute = name.removeprefix(PREFIX).lower()
        try:
            if (value := _secret(name, written) if name in SECRETS else written.get(name)) is not None:
                found[attribute] = reader(value.text)
        except ValueError as error:
            place = (written.get(name) or written[f"{name}_FILE"]).place
            problem = problem_of(place, error)
            problems.append(Problem(place, f"{name}: {problem.what}", problem.hint))
    problems += [_stranger(name, place.place) for name, place in written.items() if name not in _USED]
    return Settings(**found, problems=tuple(sorted(problems, key=lambda problem: problem.place)))  # type: ignore[arg-type]


def _written(environ: Mapping[str, str], file: Path | None) -> tuple[dict[str, Written], list[Problem]]:
    """Every WATCHER_ setting that says something: an empty one counts as not set."""
    in_file, problems = _in_file(file) if file and file.is_file() else ({}, ())
    in_environment = {name: Written(text, ENVIRONMENT) for name, text in environ.items()}
    overruled = {_bare(name) for name, written in in_environment.items() if written.text}
    merged = {name: written for name, written in in_file.items() if _bare(name) not in overruled} | in_environment
    return {name: w for name, w in merged.items() if name.startswith(PREFIX) and w.text}, list(problems)


def _in_file(file: Path) -> tuple[Mapping[str, Written], tuple[Problem, ...]]:
    try:
        return dotenv.parse(file.read_text("utf-8-sig"), file.name)
    except (OSError, UnicodeDecodeError) as error:
        hint = "let the user that runs the watcher read it" if isinstance(error, OSError) else "save it as UTF-8"
        return {}, (Problem(Place(file.name, 0), f"cannot be read: {_reason(error)}", hint),)


def _bare(name: str) -> str:
    return name.removesuffix("_FILE")


def _secret(name: str, written: Mapping[str, Written]) -> Written | None:
    """The secret itself, or what stands in the file that `..._FILE` names."""
    direct, named = written.get(name), written.get(f"{name}_FILE")
    if named is None:
        return direct
    if direct is not None:
        raise BadValue(f"{name}_FILE is set as well", "keep one of the two")
    try:
        return Written(Path(named.text).read_text("utf-8").strip(), named.place)
    except (OSError, UnicodeDecodeError) as error:
        mend = f"put it there, or correct {name}_FILE" if isinstance(error, OSError) else "save it as UTF-8"
        raise BadValue(f"the file {named.text} cannot be read: {_reason(error)}", mend) from error


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return error.strerror or "" if isinstance(error, OSError) else "not UTF-8 text"


def _stranger(name: str, place: Place) -> Problem:
    if name in LATER:
        return Problem(place, f"{name} is not used by this version", level=Level.WARNING)
    hint = did_you_mean(name, [*_USED, *LATER]).replace("`", "")
    return Problem(place, f"{name} is not a setting", hint)


# --- how each value is read ----------------------------------------------------------------------------------------


def _token(text: str) -> str:
    if not re.fullmatch(r"[!-.0-~]+", text):  # whatever else is wrong with it, Telegram says
        raise BadValue("not a bot token", "@BotFather gives one like `123456:ABC-def`")
    return text


def _api(text: str) -> str:
    root = values.url(text).rstrip("/")
    if root.endswith("/bot"):
        raise BadValue("`/bot` is added by the watcher", "leave it out")
    return root


def _sealing(text: str) -> str:
    if len(text) < SECRET_LEAST:
        raise BadValue(f"shorter than {SECRET_LEAST} characters", "leave it out: one is made and kept in the state")
    return text


def _proxy(text: str) -> str:
    if not values.url(text).startswith("http:"):
        raise BadValue("not an HTTP proxy", "write `http://host:port`")
    return text


def _hosts(text: str) -> frozenset[str]:
    hosts = [host.strip().lower() for host in text.split(",") if host.strip()]
    for host in hosts:
        if not re.fullmatch(r"[^\s/@?#]+", host):
            raise BadValue(f"`{host}` is not a host", "write `host` or `host:port`, with commas between")
    return frozenset(hosts)


def _people(text: str) -> frozenset[int]:
    numbers = text.replace(",", " ").split()
    if not all(re.fullmatch(r"[1-9]\d{0,18}", number, re.ASCII) for number in numbers):
        raise BadValue(f"`{text}` are not Telegram user ids", "write their numbers: `12345678, 23456789`")
    return frozenset(map(int, numbers))


READERS: Mapping[str, Callable[[str], object]] = {
    "WATCHER_NAME": values.words,
    "WATCHER_RULES": Path,
    "WATCHER_STATE": Path,
    "WATCHER_TELEGRAM_TOKEN": _token,
    "WATCHER_TELEGRAM_API": _api,
    "WATCHER_SMTP_URL": values.mail_server,
    "WATCHER_MAIL_FROM": values.mail_address,
    "WATCHER_PUBLIC_URL": values.page_url,
    "WATCHER_WEB": values.listen,
    "WATCHER_SECRET": _sealing,
    "WATCHER_PROXY": _proxy,
    "WATCHER_ALLOW_PRIVATE_HOSTS": _hosts,
    "WATCHER_WORKERS": values.whole(least=1),
    "WATCHER_CONTACT": values.words,
    "WATCHER_GATHER": values.duration,
    "WATCHER_POLLS_PER_HOUR": values.whole(least=1),
    "WATCHER_KEEP_DAYS": values.whole(least=1),
    "WATCHER_ADMINS": _people,
    "WATCHER_LOG": values.one_of(["text", "json"], what="a form of log"),
    "WATCHER_PROBE": values.switch,
}
SECRETS: Sequence[str] = (  # may stand in a file that NAME_FILE names
    "WATCHER_TELEGRAM_TOKEN",
    "WATCHER_SMTP_URL",
    "WATCHER_SECRET",
)
LATER: Sequence[str] = (  # promised names that this version does not use: no error, but said
    "WATCHER_PASSWORD_HASH",
    "WATCHER_PASSWORD_HASH_FILE",
)
_USED = (*READERS, *(f"{name}_FILE" for name in SECRETS))
