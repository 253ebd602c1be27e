"""Trying the mail server: who is let in hears it, and who is not hears why."""

import socket
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner, Result

from tests.peers.smtp import PASSWORD, USER, Post, office_nearby
from watcher.app.commands import Invocation
from watcher.app.commands.connect import command
from watcher.app.files import plugs
from watcher.app.files import settings as settings_file
from watcher.app.files.subscriptionfile import Choices, read_subscriptions
from watcher.app.files.yamlfile import parse

NOW = datetime(2031, 3, 4, 12, tzinfo=UTC)
LOGIN = f"{USER}:{quote(PASSWORD, safe='')}@"


def connect(url: str, *arguments: str) -> Result:
    told = {"WATCHER_SMTP_URL": url, "WATCHER_MAIL_FROM": "digest@watch.example", "WATCHER_NAME": "Pier Watch"}
    invocation = Invocation(lambda: NOW, lambda: settings_file.read(told, None))
    return CliRunner().invoke(command, ["mail", *arguments], obj=invocation, standalone_mode=False)


def in_the_open(post: Post, login: str = "") -> str:
    return f"smtp://{login}localhost:{post.port}?starttls=never"


def test_who_is_let_in_hears_it_and_nothing_is_sent() -> None:
    with office_nearby(Post()) as post:
        done = connect(in_the_open(post))
    assert (done.return_value, done.stderr, post.taken) == (0, "", [])
    assert done.stdout.startswith(
        f"Let in at localhost:{post.port}, NOT encrypted, without a login. Mail is sent as digest@watch.example.\n"
    )
    assert "Without WATCHER_PUBLIC_URL no mail carries a link to unsubscribe." in done.stdout


def test_an_encrypted_login_is_tried(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with office_nearby(Post(), certificate) as post:
        done = connect(f"smtp://{LOGIN}localhost:{post.port}")
    assert done.return_value == 0, done.stderr
    assert done.stdout.startswith(f"Let in at localhost:{post.port}, encrypted (STARTTLS), as {USER}.")


def test_the_lines_offered_are_sound_as_they_are() -> None:
    with office_nearby(Post()) as post:
        shown = connect(in_the_open(post), "--test", "Kim.Bora+news@Gull.example").stdout
    lines = shown.partition("subscriptions.yaml:\n")[2].partition("Without")[0]
    choices = Choices(channels=["email"], address=plugs.address, topics={}, languages=["en"])
    [reader], problems = read_subscriptions(parse(f"subscriptions:\n{lines}", "subscriptions.yaml"), choices)
    assert (problems, reader.id, reader.address) == ((), "kim-bora-news", "Kim.Bora+news@gull.example")


def test_one_test_message_is_sent_on_request() -> None:
    with office_nearby(Post()) as post:
        done = connect(in_the_open(post), "--test", "reader@example.org")
    assert done.stdout.endswith("Test message handed over for reader@example.org.\n")
    [letter] = post.letters
    assert (letter["To"], letter["Subject"]) == ("reader@example.org", "Pier Watch: a test")
    assert letter.get_content().strip() == "Pier Watch can write to reader@example.org. This was a test."


def test_a_test_message_that_is_refused_is_said_with_the_servers_words() -> None:
    with office_nearby(Post(answers={"RCPT": "550 5.1.1 nobody of that name"})) as post:
        done = connect(in_the_open(post), "--test", "reader@example.org")
    assert done.return_value == 1
    assert done.stderr == "The test message was not taken: 550 5.1.1 nobody of that name\n"


def test_what_is_no_address_is_refused_before_anything_is_asked() -> None:
    done = connect("smtp://localhost:1", "--test", "reader")
    assert "a mail address is like `reader@example.org`" in str(done.exception)


# --- why not -------------------------------------------------------------------------------------------------------


def test_a_server_without_encryption_is_named() -> None:
    with office_nearby(Post()) as post:
        done = connect(f"smtp://localhost:{post.port}")
    assert done.return_value == 1
    assert done.stderr.startswith(
        f"localhost:{post.port} offers no encryption (STARTTLS), and nothing is sent in the open ("
    )


def test_a_certificate_that_nobody_vouches_for_is_named(certificate: Path) -> None:
    with office_nearby(Post(), certificate) as post:
        done = connect(f"smtp://localhost:{post.port}")
    assert done.stderr.startswith("the certificate of localhost is not trusted: self-signed certificate (")


def test_a_login_that_is_refused_is_named_and_the_password_is_not(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with office_nearby(Post(), certificate) as post:
        done = connect(f"smtp://{USER}:tell-nobody@localhost:{post.port}")
    assert done.stderr.startswith(f"localhost:{post.port} refuses the login (535) (look at user and password")
    assert "tell-nobody" not in done.output


def test_a_server_that_takes_no_login_is_named() -> None:
    with office_nearby(Post(answers={"EHLO": "250 office.example"})) as post:
        done = connect(in_the_open(post, LOGIN))
    assert done.stderr.startswith(f"localhost:{post.port} takes no login (leave user and password out")


def test_tls_at_once_where_it_is_not_spoken_is_named() -> None:
    with office_nearby(Post()) as post:
        done = connect(f"smtps://localhost:{post.port}")
    assert done.stderr.startswith(f"localhost:{post.port} does not speak TLS at once (write `smtp:` for `smtps:`")


def test_a_server_that_hangs_up_is_named() -> None:
    with office_nearby(Post(cut="connect")) as post:
        done = connect(in_the_open(post))
    assert done.stderr.startswith(f"localhost:{post.port} hangs up (")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_port_where_nothing_listens_is_named(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    assert connect(f"smtp://{host}:{port}").stderr.startswith(f"nothing listens at {host}:{port} (")


def test_a_setting_that_is_missing_is_named() -> None:
    assert "WATCHER_SMTP_URL is not set" in str(connect("").exception)
