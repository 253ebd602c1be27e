"""Bytes, markup and written dates, as plain values."""

import codecs
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

EARLIEST_YEAR = 1990  # no news is older; a year 1 or 1970 is a machine's empty field

# --- bytes ---------------------------------------------------------------------------------------------------------

HEAD_BYTES = 4_096  # where a document declares its encoding
MOST_BAD = 0.01  # share of bytes that may be no UTF-8 in what is UTF-8 all the same
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
PATTERNS = (  # of a first tag; a lone zero before it is dirt
    (re.compile(rb"<\x00\x00\x00"), "utf-32-le"),
    (re.compile(rb"\x00\x00\x00<"), "utf-32-be"),
    (re.compile(rb"<\x00[^\x00]\x00"), "utf-16-le"),
    (re.compile(rb"\x00<\x00[^\x00]"), "utf-16-be"),
)
SUPERSETS = {  # encodings that are sent under the name of an older, smaller one
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
}
STATEFUL = ("iso2022", "hz", "utf-7")  # made of ASCII bytes, so that they look like UTF-8
NO_DOCUMENTS = (
    "idna",
    "punycode",
    "undefined",
    "charmap",
    "unicode_escape",
    "raw_unicode_escape",
    "unicode-escape",
    "raw-unicode-escape",
)  # what Python can decode, but nobody writes
_DECLARED = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?\s*([A-Za-z0-9._:-]+)""", re.IGNORECASE)
_IN_HEADER = re.compile(r"""charset\s*=\s*["']?([^\s"';]+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    problem: str | None = None  # what had to be guessed or lost


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Decode by the bytes before any claim about them: what is valid UTF-8 is UTF-8, whatever the header says."""
    for encoding in _by_first_bytes(body):
        return Decoded(body.decode(encoding, "replace").removeprefix("\ufeff"))
    claims = [_codec(claim) for claim in (_in_header(content_type), _in_document(body)) if claim]
    known = [claim for claim in claims if claim]
    for encoding in (*(claim for claim in known if claim.startswith(STATEFUL)), "utf-8", *known):
        try:
            return Decoded(body.decode(SUPERSETS.get(encoding, encoding)))
        except UnicodeError:
            continue
    return _damaged(body, known)


def _by_first_bytes(body: bytes) -> Iterator[str]:
    yield from (encoding for mark, encoding in MARKS if body.startswith(mark))
    yield from (encoding for pattern, encoding in PATTERNS if pattern.match(body))


def _damaged(body: bytes, claims: list[str]) -> Decoded:
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    if bad <= MOST_BAD * len(body) and any(ord(character) > 127 and character != "\ufffd" for character in text):
        return Decoded(text, f"{bad} bytes are not UTF-8")
    for encoding in (*claims, "cp1252"):
        if encoding != "utf-8":
            superset = SUPERSETS.get(encoding, encoding)
            return Decoded(body.decode(superset, "replace"), f"the encoding is not clear: read as {superset}")
    return Decoded(text, f"{bad} bytes are not UTF-8")


def _in_header(content_type: str) -> str:
    found = _IN_HEADER.search(content_type)
    return found[1] if found else ""


def _in_document(body: bytes) -> str:
    found = _DECLARED.search(body[:HEAD_BYTES])
    return found[1].decode("ascii", "replace") if found else ""


def _codec(name: str) -> str | None:
    try:
        codec = codecs.lookup(name)
        "".encode(codec.name)  # base64 and its like are codecs, but not of text
    except (LookupError, ValueError):
        return None
    if codec.name.startswith(("utf-16", "utf-32")):  # its first bytes say otherwise
        return None
    return codec.name if codec.name not in NO_DOCUMENTS else None


# --- markup --------------------------------------------------------------------------------------------------------

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
_MAY_BE_MARKUP = re.compile(r"<[a-zA-Z/!]|&[#a-zA-Z]")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_DROPPED = ("script", "style", "noscript", "template", "iframe", "svg", "form", "button")
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "td", "th",
    "tr", "ul",
))  # fmt: skip


def storable(text: str) -> str:
    """Without control characters and half surrogates: markup can spell them, but no database or file holds them."""
    return _UNSTORABLE.sub("", text)


def one_line(markup: str) -> str:
    """A title as plain text: no tags, no entities (not even those escaped twice), no line breaks."""
    if _MAY_BE_MARKUP.search(markup):
        markup = html.unescape(_TAG.sub("", html.unescape(html.unescape(markup))))
    return " ".join(markup.split())


def paragraphs(markup: str) -> str:
    """The words of an HTML fragment, a paragraph a line; text without markup is left as it stands."""
    if not _MAY_BE_MARKUP.search(markup):
        return _tidy(markup)
    from lxml import etree  # mostly in the worker only: 5 MB
    from lxml import html as lxml_html

    try:
        root = lxml_html.fragment_fromstring(storable(markup), create_parent="div")
        etree.strip_elements(root, *_DROPPED, etree.Comment, with_tail=False)
        for element in root.iter():
            if element.tag in _BLOCKS:
                element.text = "\n" + (element.text or "")
                element.tail = "\n" + (element.tail or "")
    except (AssertionError, etree.LxmlError, ValueError):  # a page without a body; signs spelled by their numbers
        return _tidy(one_line(markup))
    return _tidy("".join(root.itertext()))


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


# --- dates ---------------------------------------------------------------------------------------------------------

_MONTHS = {  # by the first letters, three or, where those do not tell, four
    start: month
    for month, starts in enumerate(
        (
            "jan jän ene gen oca ian sty led янв яну січ ιαν ينا",
            "feb fév fev şub lut úno фев лют φεβ فبر",
            "mar mär mrt bře мар бер μαρ مار",
            "apr avr abr nis kwi dub ápr апр кві απρ أبر إبر",
            "may mai mag mei maj kvě máj май мая тра μαΐ μαϊ μάι ماي",
            "jun juin giu haz cze iun jún июн юни чер ιουν ιούν يون",
            "jul juil lug tem lip iul júl июл юли лип ιουλ ιούλ يول تمو",
            "aug aoû aou ago ağu sie srp agu авг сер αυγ أغس",
            "sep set eyl wrz zář sze сен сеп вер σεπ سبت",
            "oct okt ott out eki paź říj окт жов οκτ أكت",
            "nov kas lis noi ноя ное лис νοε نوف",
            "dec dez dic déc des ara gru pro дек гру δεκ ديس",
        ),
        start=1,
    )
    for start in starts.split()
}
BEFORE_NOON, PAST_NOON = ("a", "오전", "上午", "午前"), ("p", "오후", "下午", "午後")
_ZONES = {  # hours from UTC of the names seen in feeds; a name that is not here is no zone we know
    "gmt": 0, "ut": 0, "utc": 0, "z": 0, "wet": 0, "bst": 1, "cet": 1, "west": 1, "cest": 2, "eet": 2, "eest": 3,
    "msk": 3, "ist": 5.5, "ict": 7, "hkt": 8, "sgt": 8, "kst": 9, "jst": 9, "aest": 10, "aedt": 11, "est": -5,
    "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
_EPOCH = re.compile(r"\s*(?:\d{10}|\d{13})\s*", re.ASCII)
_TIME = (
    r"(?:[T ,]*(?P<ampm1>오전|오후|上午|下午|午前|午後)?\s*"
    r"(?P<hour>\d{1,2})(?::|시\s?|[時时点]\s?)(?P<minute>\d{1,2})(?:[:분分]\s?(?P<second>\d{1,2})(?:[.,]\d+)?)?)?"
)
_ZONE = r"\s*(?P<ampm2>[ap]\.?m\.?\b)?\s*(?P<zone>[A-Za-z]+)?\s*(?P<offset>[+-]\d{1,2}:?(?:\d{2})?)?"
_YEAR = r"(?P<year>\d{4})"
_NAME = r"(?P<name>[^\W\d]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})"
_MONTH = r"(?P<month>\d{1,2})"
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"^\s*{_YEAR}[-/.년年]\s*{_MONTH}[-/.월月]\s*{_DAY}[.일日]?{_TIME}{_ZONE}",
        rf"{_NAME}\s+{_DAY}{_TIME}\s+(?P<zone>[A-Za-z]+)?(?P<offset>[+-]\d{{4}})?\s*{_YEAR}",
        rf"(?<!\d){_DAY}(?:st|nd|rd|th|er)?[\s.-]+(?:de\s+)?{_NAME}[\s,.-]+(?:de\s+)?(?P<year>\d{{4}}|\d{{2}})\b{_TIME}{_ZONE}",
        rf"{_NAME}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}{_TIME}{_ZONE}",
        rf"^\s*{_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})(?:T?(?P<hour>\d{{2}})(?P<minute>\d{{2}})(?P<second>\d{{2}})?)?"
        r"(?P<zone>Z)?(?P<offset>[+-]\d{2}:?\d{2})?\s*$",
        rf"^\s*{_DAY}[.-]{_MONTH}[.-]{_YEAR}{_TIME}{_ZONE}",
        rf"(?<!\d){_DAY}\s+{_MONTH}\s?[월月]\s+{_YEAR}{_TIME}{_ZONE}",
        rf"^\s*{_MONTH}/{_DAY}/{_YEAR}{_TIME}{_ZONE}",
        rf"^\s*{_DAY}/{_MONTH}/{_YEAR}{_TIME}{_ZONE}",
    )
)


def instant(written: str) -> datetime | None:
    """The instant a date stands for; UTC where it names no zone; None where it is no date of our time.

    Ten digits alone are seconds since 1970, thirteen thousandths.
    """
    if _EPOCH.fullmatch(written):
        return datetime.fromtimestamp(int(written.strip()[:10]), UTC)
    for shape in _SHAPES:
        found = shape.search(written[:100])
        at = _instant(found.groupdict()) if found else None
        if at:
            return at
    return None


def _instant(part: Mapping[str, str | None]) -> datetime | None:
    month = _month(part)
    written = part["year"] or ""
    year = int(written) + (2000 if len(written) == 2 else 0)
    if month is None or year < EARLIEST_YEAR:
        return None
    try:
        day = datetime(year, month, int(part["day"] or 0), tzinfo=_zone(part))
        at = day + timedelta(hours=_hour(part), minutes=int(part["minute"] or 0), seconds=int(part["second"] or 0))
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _month(part: Mapping[str, str | None]) -> int | None:
    if part.get("month"):
        return int(part["month"] or 0)
    name = (part.get("name") or "").lower()
    return _MONTHS.get(name[:4]) or _MONTHS.get(name[:3])


def _hour(part: Mapping[str, str | None]) -> int:
    hour = int(part["hour"] or 0)
    half = (part.get("ampm1") or part.get("ampm2") or "").lower()
    if half.startswith(PAST_NOON) and hour < 12:
        return hour + 12
    return 0 if half.startswith(BEFORE_NOON) and hour == 12 else hour


def _zone(part: Mapping[str, str | None]) -> timezone:
    """`GMT+9` is nine hours east, as the people who write it mean it."""
    if part["offset"]:
        sign, digits = part["offset"][0], part["offset"][1:].replace(":", "")
        hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
        return timezone((-1 if sign == "-" else 1) * timedelta(hours=hours, minutes=minutes))
    return timezone(timedelta(hours=_ZONES.get((part["zone"] or "").lower(), 0)))
