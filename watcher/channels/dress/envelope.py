"""A mail as bytes: header lines and MIME parts, the same for the same values.

The header lines are written here and not by `email.message`: it encodes a long address in List-Unsubscribe as if it
were words, which no mail program can follow, and raises for a title with a line break, which would stop the whole list.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from email import charset, policy
from email.header import Header
from email.message import MIMEPart
from email.utils import format_datetime
from textwrap import wrap

from watcher.channels.parts.forms import clean

LINE = 78  # characters that a header line aims at; 998 is the law
FOREIGN_SHARE = 6  # more than one letter in six beyond ASCII: base64 is shorter than quoted-printable

_SPECIALS = set('()<>@,;:\\".[]')


def mail(headers: Iterable[tuple[str, str]], parts: Sequence[tuple[str, str]], *, boundary: str) -> str:
    """The whole mail in ASCII, lines ended by CRLF. `parts`: kind of text and text, the simplest first.

    No part can hold the boundary by chance or malice if it begins with `=_`: encoded parts never do.
    """
    (kind, text), *others = parts
    body = MIMEPart(policy=policy.SMTP)
    body.set_content(text, subtype=kind, cte=_encoding(text))
    for kind, text in others:
        body.add_alternative(text, subtype=kind, cte=_encoding(text))
    if others:
        body.set_boundary(boundary)
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"{head}MIME-Version: 1.0\r\n{body.as_bytes().decode('ascii')}"


def _encoding(text: str) -> str:
    return "base64" if sum(char > "\x7f" for char in text) * FOREIGN_SHARE > len(text) else "quoted-printable"


# --- header values -------------------------------------------------------------------------------------------------


def words(text: str, *, name: str) -> str:
    """Free text for the header `name`: one line of meaning, folded; encoded where ASCII cannot say it (RFC 2047)."""
    line = clean(text)
    if line.isascii() and "=?" not in line:  # text that looks encoded is encoded, or a mail program would decode it
        return "\r\n ".join(wrap(line, LINE - len(name) - 2, break_long_words=False, break_on_hyphens=False))
    encoding = charset.Charset("utf-8")
    encoding.header_encoding = charset.BASE64
    return Header(line, encoding, maxlinelen=LINE - 2, header_name=name).encode(linesep="\r\n")


def named(phrase: str, address: str, *, name: str) -> str:
    """`Sohae Watch <digest@watch.example>`, also of lists."""
    line = clean(phrase)
    if line.isascii() and "=?" not in line and _SPECIALS & set(line):
        quoted = line.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"\r\n <{address}>'
    told = words(line, name=name)
    last = f"{name}: {told}".rpartition("\r\n")[2]
    return f"{told} <{address}>" if len(f"{last} <{address}>") <= LINE else f"{told}\r\n <{address}>"


def date(at: datetime) -> str:
    return format_datetime(at)
