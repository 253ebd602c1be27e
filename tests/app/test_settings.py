import re
from datetime import timedelta
from pathlib import Path

import pytest

from watcher.app.files.settings import LATER, READERS, SECRETS, Settings, read
from watcher.channels.base import MailServer
from watcher.core.rules.document import UserProblems

SMTP = "write `smtp://user:password@host:587` or `smtps://...`, with `%40` for `@` and `%2F` for `/` in a password"
TLS = "`smtp:` takes `?starttls=require` or `?starttls=never`"
MAILBOX = "a mail address is like `reader@example.org`, in ASCII (a domain in other letters as `xn--...`)"
PAGES = "write `https://host` or `https://host/path`"
MANUAL = Path(__file__).parents[2] / "docs" / "settings.md"


def settings(dotenv: Path | None = None, **environ: str) -> Settings:
    return read({f"WATCHER_{name}": text for name, text in environ.items()}, dotenv).sound()


def problems(dotenv: Path | None = None, **environ: str) -> str:
    with pytest.raises(UserProblems) as caught:
        settings(dotenv, **environ)
    return str(caught.value)


@pytest.fixture
def dotenv(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / ".env"
        path.write_text(text, "utf-8")
        return path

    return write


def test_without_a_word_every_setting_has_its_default():
    plain = settings()
    assert (plain.name, plain.rules, plain.state) == ("Sohae Watch", Path("rules"), Path("state"))
    assert (plain.gather, plain.keep_days, plain.log, plain.probe) == (timedelta(seconds=90), 30, "text", True)
    assert (plain.telegram_token, plain.proxy, plain.polls_per_hour) == (None, None, None)
    assert plain.telegram_api == "https://api.telegram.org"
    assert plain.workers >= 1


def test_every_setting_is_read_from_the_environment():
    found = settings(
        NAME="Pier Watch",
        RULES="aim",
        STATE="/var/lib/watcher",
        TELEGRAM_TOKEN="123:abc",
        TELEGRAM_API="http://127.0.0.1:8081/",
        SMTP_URL="smtp://desk:open%20sesame@mail.example",
        MAIL_FROM="digest@Watch.example",
        PUBLIC_URL="https://watch.example/news/",
        WEB="0.0.0.0:80",
        SECRET="s" * 32,
        PROXY="http://127.0.0.1:3128",
        ALLOW_PRIVATE_HOSTS="Localhost:8000, 10.0.0.7",
        WORKERS="2",
        CONTACT="desk@example.org",
        GATHER="0s",
        POLLS_PER_HOUR="120",
        KEEP_DAYS="7",
        LOG="json",
        PROBE="off",
    )
    assert (found.name, found.rules, found.state) == ("Pier Watch", Path("aim"), Path("/var/lib/watcher"))
    assert (found.telegram_token, found.telegram_api) == ("123:abc", "http://127.0.0.1:8081")
    assert found.smtp_url == MailServer(host="mail.example", port=587, user="desk", password="open sesame")
    assert (found.mail_from, found.public_url) == ("digest@watch.example", "https://watch.example/news")
    assert (found.web, found.secret) == (("0.0.0.0", 80), "s" * 32)
    assert (found.proxy, found.contact) == ("http://127.0.0.1:3128", "desk@example.org")
    assert found.allow_private_hosts == {"localhost:8000", "10.0.0.7"}
    assert (found.workers, found.polls_per_hour, found.keep_days) == (2, 120, 7)
    assert (found.gather, found.log, found.probe) == (timedelta(0), "json", False)


def test_an_empty_setting_counts_as_not_set():
    assert settings(PROXY="", GATHER="").gather == timedelta(seconds=90)


def test_a_misspelt_setting_is_an_error_with_the_name_meant(dotenv):
    assert problems(SMTP_URI="smtp://x") == (
        "environment: error: WATCHER_SMTP_URI is not a setting (did you mean WATCHER_SMTP_URL?)"
    )
    assert problems(dotenv("# mail\n\nWATCHER_TELEGRAM_TOKN=1:a\n")).startswith(
        ".env:3:1: error: WATCHER_TELEGRAM_TOKN is not a setting (did you mean WATCHER_TELEGRAM_TOKEN?)"
    )


def test_what_other_programs_keep_in_the_environment_is_no_concern_of_ours(dotenv):
    assert read({"PATH": "/bin"}, dotenv("COMPOSE_PROJECT_NAME=x\n")).sound() == settings()


@pytest.mark.parametrize("name", LATER)
def test_a_setting_that_this_version_does_not_use_is_a_warning(name: str):
    (warning,) = read({name: "x"}, None).sound().warnings
    assert str(warning) == f"environment: warning: {name} is not used by this version"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("GATHER", "90", "`90` is not a length of time (write `90s`, `30m`, `2h` or `1d`)"),
        ("WORKERS", "0", "`0` is not a whole number from 1 on"),
        ("KEEP_DAYS", "a month", "`a month` is not a whole number from 1 on"),
        ("POLLS_PER_HOUR", "1.5", "`1.5` is not a whole number from 1 on"),
        ("LOG", "jsn", "`jsn` is not a form of log (did you mean `json`?)"),
        ("PROBE", "yes", "`yes` is neither `on` nor `off`"),
        ("NAME", "  ", "nothing is written here"),
        ("TELEGRAM_TOKEN", "abc def", "not a bot token (@BotFather gives one like `123456:ABC-def`)"),
        ("TELEGRAM_API", "api.telegram.org", "not a web address (write `https://host/path`)"),
        ("TELEGRAM_API", "https://api.telegram.org/bot", "`/bot` is added by the watcher (leave it out)"),
        ("SMTP_URL", "mail.example:587", f"not a mail server ({SMTP})"),
        ("SMTP_URL", "smtp://me:p@ss@mail.example", f"not a mail server ({SMTP})"),
        ("SMTP_URL", "smtp://me:p/q@mail.example", f"not a mail server ({SMTP})"),
        ("SMTP_URL", "smtp://mail.example?starttls=maybe", f"what follows `?` is not understood ({TLS})"),
        ("SMTP_URL", "smtps://mail.example?starttls=never", f"what follows `?` is not understood ({TLS})"),
        ("MAIL_FROM", "Sohae Watch", f"not a mail address ({MAILBOX})"),
        ("PUBLIC_URL", "https://h/?a=b", f"not an address that pages can stand below ({PAGES})"),
        ("WEB", "8080", "`8080` is not a place to listen at (write `127.0.0.1:8080`, or `off`)"),
        ("WEB", "h:99999", "`h:99999` is not a place to listen at (write `127.0.0.1:8080`, or `off`)"),
        ("SECRET", "short", "shorter than 8 characters (leave it out: one is made and kept in the state)"),
        ("PROXY", "socks5://h:1", "not a web address (write `https://host/path`)"),
        ("PROXY", "https://h:1", "not an HTTP proxy (write `http://host:port`)"),
        (
            "ALLOW_PRIVATE_HOSTS",
            "http://h",
            "`http://h` is not a host (write `host` or `host:port`, with commas between)",
        ),
    ],
)
def test_a_value_that_cannot_be_meant_is_said_with_what_would_be_right(name: str, text: str, said: str):
    assert problems(**{name: text}) == f"environment: error: WATCHER_{name}: {said}"


def test_all_problems_are_said_at_once(dotenv):
    said = problems(dotenv("WATCHER_LOG=loud\nnonsense\nWATCHER_PASSWORD_HASH=7\n"), GATHER="soon", KEEP_DAYS="0")
    assert [line.split(" ")[0] for line in said.splitlines()] == [
        ".env:1:1:",
        ".env:2:1:",
        ".env:3:1:",
        "environment:",
        "environment:",
    ]


def test_what_can_be_read_is_read_beside_what_cannot():
    found = read({"WATCHER_RULES": "aim", "WATCHER_LOG": "loud"}, None)
    assert (found.rules, found.log) == (Path("aim"), "text")


# --- the .env file -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "WATCHER_NAME=Pier Watch",
        "export WATCHER_NAME = Pier Watch",
        'WATCHER_NAME="Pier Watch"  # ours',
        "WATCHER_NAME='Pier Watch'",
        "  WATCHER_NAME=Pier Watch # ours",
        "\ufeffWATCHER_NAME=Pier Watch\r",
    ],
)
def test_a_line_of_the_file_may_be_written_in_the_usual_ways(dotenv, line: str):
    assert settings(dotenv(f"# comment\n\n{line}\n" if line[0] != "\ufeff" else line)).name == "Pier Watch"


def test_a_hash_inside_a_word_or_quotes_is_no_comment(dotenv):
    assert settings(dotenv("WATCHER_NAME=Pier#1\n")).name == "Pier#1"
    assert settings(dotenv('WATCHER_NAME="Pier # 1"\n')).name == "Pier # 1"


def test_the_environment_wins_over_the_file(dotenv):
    assert settings(dotenv("WATCHER_NAME=File\nWATCHER_KEEP_DAYS=3\n"), NAME="Environment").name == "Environment"


def test_a_setting_may_stand_once_in_the_file(dotenv):
    assert problems(dotenv("WATCHER_LOG=text\nWATCHER_LOG=json\n")) == (
        ".env:2:1: error: WATCHER_LOG stands twice (first at line 1)"
    )


def test_a_file_that_is_not_text_is_said(tmp_path: Path):
    (tmp_path / ".env").write_bytes(b"WATCHER_NAME=\xff\n")
    assert problems(tmp_path / ".env") == ".env: error: cannot be read: not UTF-8 text (save it as UTF-8)"


def test_a_folder_without_the_file_is_fine(tmp_path: Path):
    assert settings(tmp_path / ".env") == settings()


# --- secrets -------------------------------------------------------------------------------------------------------


def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path):
    (tmp_path / "token").write_text("123:abc\n")
    assert settings(TELEGRAM_TOKEN_FILE=str(tmp_path / "token")).telegram_token == "123:abc"


def test_a_secret_file_that_is_missing_is_said():
    assert problems(TELEGRAM_TOKEN_FILE="/nowhere/token") == (
        "environment: error: WATCHER_TELEGRAM_TOKEN: the file /nowhere/token cannot be read: "
        "No such file or directory (put it there, or correct WATCHER_TELEGRAM_TOKEN_FILE)"
    )


def test_a_secret_stands_in_one_place():
    assert problems(TELEGRAM_TOKEN="1:a", TELEGRAM_TOKEN_FILE="token") == (
        "environment: error: WATCHER_TELEGRAM_TOKEN: WATCHER_TELEGRAM_TOKEN_FILE is set as well (keep one of the two)"
    )


def test_a_secret_in_the_environment_wins_over_its_file_in_dotenv(dotenv):
    assert settings(dotenv("WATCHER_TELEGRAM_TOKEN_FILE=/nowhere\n"), TELEGRAM_TOKEN="1:a").telegram_token == "1:a"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtps://mail.example", MailServer(host="mail.example", port=465, tls="implicit")),
        ("smtp://mail.example:2525?starttls=require", MailServer(host="mail.example", port=2525)),
        ("smtp://127.0.0.1:25?starttls=never", MailServer(host="127.0.0.1", port=25, tls="never")),
    ],
)
def test_mail_is_encrypted_unless_it_is_said_otherwise(url: str, server: MailServer):
    assert settings(SMTP_URL=url).smtp_url == server


def test_the_pages_can_be_switched_off():
    assert settings(WEB="off").web is None
    assert settings(WEB="[::1]:8080").web == ("::1", 8080)


def test_no_secret_is_shown():
    secrets = {"SMTP_URL": "smtp://me:tellnobody@mail", "SECRET": "tellnobody" * 4}
    shown = repr(settings(TELEGRAM_TOKEN="123:tellnobody", PROXY="http://me:tellnobody@proxy:3128", **secrets))
    assert "tellnobody" not in shown
    assert "tellnobody" not in problems(TELEGRAM_TOKEN="tellnobody", PROXY="https://me:tellnobody@proxy")
    assert "tellnobody" not in problems(SMTP_URL="smtp://me:tellnobody/@mail", SECRET="tellnobody")


# --- the manual ----------------------------------------------------------------------------------------------------


def test_the_manual_names_every_setting_and_no_other():
    documented = set(re.findall(r"WATCHER_[A-Z_]+", MANUAL.read_text("utf-8")))
    assert documented == {*READERS, *LATER, *(f"{name}_FILE" for name in SECRETS)}


def test_the_example_in_the_manual_is_understood(dotenv):
    (example,) = re.findall(r"```sh\n(.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)
    found = settings(dotenv(example))
    assert (found.name, found.gather, found.warnings) == ("Pier Watch", timedelta(minutes=2), ())
