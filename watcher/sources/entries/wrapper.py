"""Links that lead to a reader of the aggregator's own instead of to the article."""

from base64 import urlsafe_b64decode
from urllib.parse import parse_qs, urlsplit

from watcher.sources.address import canonical_url

NEWS = "news.google.com"
NEWS_PATHS = ("/rss/articles/", "/articles/", "/read/", "/rss/read/")
ASKED_FOR = (  # aggregators that give the target in the query of the link: host, path, parameters
    ("www.google.com", "/url", ("url", "q")),  # Google Alerts
    ("www.bing.com", "/news/apiclick.aspx", ("url",)),
)
_HEAD = b'\x08\x13"'  # how the record in a link of Google News begins; the length of the address and the address follow


def is_wrapper(url: str) -> bool:
    """Whether a link leads to a page of the aggregator itself: a redirect by script, or a wall of consent."""
    parts = urlsplit(url)
    return parts.hostname == NEWS and parts.path.startswith(NEWS_PATHS)


def unwrapped(url: str) -> str:
    """The address of the article, where the link says it; else the link itself."""
    parts = urlsplit(url)
    for host, path, names in ASKED_FOR:
        if parts.hostname == host and parts.path == path:
            query = parse_qs(parts.query)
            return next((found for name in names if (found := canonical_url(query.get(name, [""])[0]))), url)
    return (_carried(parts.path.rpartition("/")[2]) or url) if is_wrapper(url) else url


def _carried(written: str) -> str:
    """The address in a link of Google News; "" for links made since 2024, which only Google can read."""
    try:
        record = urlsafe_b64decode(written + "=" * (-len(written) % 4))
    except ValueError:
        return ""
    if not record.startswith(_HEAD):
        return ""
    length, at = 0, len(_HEAD)
    for shift in (0, 7):  # a varint of one byte or two
        if at >= len(record):
            return ""
        length |= (record[at] & 0x7F) << shift
        at += 1
        if record[at - 1] < 0x80:
            break
    return canonical_url(record[at : at + length].decode("utf-8", "replace"))
