"""A strict reader of mail: everything that a picky server or mail program would object to."""

import re
from collections.abc import Iterator
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser

EXPECTED = [
    *("From", "To", "Date", "Subject", "Message-ID", "List-Id", "Auto-Submitted"),
    *("List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version", "Content-Type"),
]
TAGS = {"html", "head", "meta", "title", "style", "body", "div", "p", "h1", "h2", "ol", "ul", "li", "span", "a", "b"}
TAGS |= {"blockquote"}
ATTRIBUTES = {"lang", "charset", "name", "content", "class", "href", "style"}


def findings(mail: str) -> list[str]:
    return [*_lines(mail), *_headers(mail), *_structure(read(mail))]


def read(mail: str) -> EmailMessage:
    return BytesParser(policy=policy.default).parsebytes(mail.encode("ascii"))


def subject(mail: str) -> str:
    """As a reader sees it."""
    head = mail.partition("\r\n\r\n")[0].replace("\r\n ", " ")
    (line,) = [line for line in head.split("\r\n") if line.startswith("Subject: ")]
    return str(make_header(decode_header(line.removeprefix("Subject: "))))


def _lines(mail: str) -> Iterator[str]:
    if not mail.isascii():
        yield "not ASCII"
    if "\n" in mail.replace("\r\n", "") or "\r" in mail.replace("\r\n", ""):
        yield "a line that does not end in CRLF"
    if not mail.endswith("\r\n"):
        yield "the last line is not ended"
    yield from (f"a line of {len(line)}" for line in mail.split("\r\n") if len(line) > 998)
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", mail):
        yield "a control character"


def _headers(mail: str) -> Iterator[str]:
    head = mail.partition("\r\n\r\n")[0]
    names = re.findall(r"^([^\s:]+):", head, re.MULTILINE)
    if names != EXPECTED:
        yield f"headers {names}"
    for line in head.split("\r\n"):
        if not re.match(r"[A-Za-z-]+: \S|[ \t]\S", line):
            yield f"no header line: {line!r}"
        if len(line) > 78 and " " in line.strip().partition(": ")[2]:
            yield f"could have been folded: {line!r}"
        yield from (f"encoded word of {len(word)}" for word in re.findall(r"=\?\S+\?=", line) if len(word) > 75)


def _structure(letter: EmailMessage) -> Iterator[str]:
    if letter.defects or letter.get_content_type() != "multipart/alternative":
        yield f"{letter.get_content_type()} {letter.defects}"
    parts = list(letter.iter_parts())
    if [part.get_content_type() for part in parts] != ["text/plain", "text/html"]:
        yield f"parts {parts}"
    for part in parts:
        if part.defects or part["Content-Transfer-Encoding"] not in ("quoted-printable", "base64"):
            yield f"part {part.items()} {part.defects}"
    if not re.fullmatch(r"<[!-;=?-~]+@[a-z.]+>", letter["Message-ID"].strip()):
        yield f"Message-ID {letter['Message-ID']}"
    parsedate_to_datetime(letter["Date"])
    yield from _markup(parts[1].get_content())


def _markup(html: str) -> Iterator[str]:
    if len(html.encode()) >= 100_000:
        yield f"{len(html.encode())} bytes of HTML"
    reader = _Markup()
    reader.feed(html)
    reader.close()
    yield from reader.findings


class _Markup(HTMLParser):
    """Only the tags of our template; links only to the web."""

    def __init__(self) -> None:
        super().__init__()
        self.findings: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.findings.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.findings.append(f"<{tag} {name}>")
            if name == "href" and not re.match(r"https?://[^@/]+(/|$)", value or ""):
                self.findings.append(f"link {value!r}")
            if name == "style" and value != "margin:0":
                self.findings.append(f"style {value!r}")

    def handle_comment(self, data: str) -> None:
        self.findings.append(f"comment {data!r}")
