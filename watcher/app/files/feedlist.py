"""Lists of feeds as other readers write them (OPML), and as entries for our own file."""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

from watcher.app.files import values
from watcher.app.files.feedfile import LABELS
from watcher.app.files.values import BadValue
from watcher.core.feeds import Feed

_PLAIN = re.compile(r"[^\W\d_][\w ().&'/-]*(?<! )")  # what YAML reads as the text it is
_NOT_TEXT = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
_EMPTY = re.compile(r"^feeds:[ \t]*\[[ \t]*\]", re.MULTILINE)
_FIRST = re.compile(r"^( *)- ", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A feed in somebody's list."""

    name: str
    url: str
    lang: str | None = None
    label: str | None = None
    kind: str = "feed"


# --- OPML ----------------------------------------------------------------------------------------------------------


def from_opml(document: bytes, *, kinds: Collection[str]) -> Sequence[Listed]:
    """Each feed once, whatever folders it stands in. Raises ValueError where there is no list."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"not XML: {error}") from error
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise ValueError("not a list of feeds: an OPML document begins with <opml>")
    found: dict[str, Listed] = {}
    for outline in root.iter("outline"):
        attributes = {name.lower(): " ".join(value.split()) for name, value in outline.attrib.items()}
        url = _web_address(attributes.get("xmlurl", ""))
        if url:
            found.setdefault(url, _listed(attributes, url, kinds))
    return list(found.values())


def to_opml(feeds: Sequence[Feed], *, title: str) -> bytes:
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for feed in feeds:
        told = {
            "type": "rss" if feed.kind == "feed" else feed.kind,
            "text": feed.name,
            "title": feed.name,
            "xmlUrl": feed.urls[0],
        }
        told |= {"language": feed.lang} if feed.lang else {}
        told |= {"category": feed.label} if feed.label else {}
        etree.SubElement(body, "outline", told)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))


def _listed(attributes: dict[str, str], url: str, kinds: Collection[str]) -> Listed:
    name = attributes.get("title") or attributes.get("text") or urlsplit(url).hostname or url
    kind, label, lang = attributes.get("type", ""), attributes.get("category"), attributes.get("language", "")
    try:
        language = values.language(lang)
    except BadValue:
        language = None
    return Listed(
        name=name,
        url=url,
        lang=language,
        label=label if label in LABELS and label != "state media" else None,  # which needs to name a state
        kind=kind if kind in kinds else "feed",
    )


def _web_address(text: str) -> str:
    text = re.sub(r"^feed:(?://)?(?=https?:)|^feed:(?=//)", "", text)
    text = f"https:{text}" if text.startswith("//") else text
    try:
        return values.url(text)
    except BadValue:
        return ""


# --- feeds.yaml ----------------------------------------------------------------------------------------------------


def as_yaml(listed: Sequence[Listed], *, taken: Collection[str], indent: str = "  ") -> str:
    """Entries for feeds.yaml, each with an id that is not `taken`."""
    ids, lines = set(taken), list[str]()
    for each in listed:
        id = _free_id(each, ids)
        ids.add(id)
        lines += [f"{indent}- id: {_scalar(id)}"]
        lines += [f"{indent}  {key}: {text}" for key, text in _pairs(each)]
    return "".join(f"{line}\n" for line in lines)


def appended(text: str, listed: Sequence[Listed], *, taken: Collection[str]) -> str:
    """The file with entries at its end; what stands there is not touched, comments and all."""
    first = _FIRST.search(text)
    if first is None:
        text = _EMPTY.sub("feeds:", text) if text.strip() else "feeds:\n"
    joint = "" if text.endswith("\n") else "\n"
    return text + joint + as_yaml(listed, taken=taken, indent=first[1] if first else "  ")


def _pairs(each: Listed) -> Iterator[tuple[str, str]]:
    yield "name", _scalar(each.name)
    yield "url", each.url if _is_plain_url(each.url) else json.dumps(each.url)
    if each.lang:
        yield "lang", _scalar(each.lang)
    if each.label:
        yield "label", each.label
    if each.kind != "feed":
        yield "kind", each.kind


def _scalar(text: str) -> str:
    is_plain = _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def _is_plain_url(url: str) -> bool:
    return not re.search(r"""[\s"'{}\[\]]|: |:$""", url)


def _free_id(each: Listed, taken: Collection[str]) -> str:
    host = (urlsplit(each.url).hostname or "").removeprefix("www.")
    near = (_slug(each.name) or _slug(host) or "feed")[:60]
    return next(
        id for number in range(1, len(taken) + 2) if (id := near if number == 1 else f"{near}-{number}") not in taken
    )


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") if text.isascii() else ""
