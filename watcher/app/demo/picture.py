"""Three articles in, one post out: the picture of the README, made of what the demo read and sent.

SVG does not wrap lines and a README brings no fonts, so widths are estimated, on the wide side.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib import resources
from itertools import groupby
from string import Template
from zoneinfo import ZoneInfo

from watcher.app.demo.account import Account
from watcher.channels.parts import messages, render
from watcher.channels.parts.forms import Form, Part
from watcher.channels.parts.messages import Words
from watcher.core.editing.lead import headline
from watcher.core.news import Article, Story
from watcher.core.telling import Kind, Post

ARTICLES = 3
LEFT, LEFT_WIDTH = 32, 360
RIGHT, RIGHT_WIDTH = 508, 420
TOP, CARD, LEAST_GAP = 66, 94, 14
PAD, LINE = 18, 21  # inside a card; from line to line
FOOT = 28  # below the lowest thing
BAR = 14  # what a quotation is moved in by
CAPTIONS = ("Three outlets, one event", "One post, edited in place as they join")

_NARROW, _WIDE = frozenset("iljtfrI.,:;'’|!()[] ·"), frozenset("mwMWQO@%—")
_SIZE, _BOLD_SIZE, _BOLDER = 14.0, 15.5, 1.12  # px, px, how much wider bold letters are
_BOLD = {"head", "title"}

Piece = tuple[str, str]  # a word, and its class


class NothingToShow(Exception):
    """No post of the day came to tell of three outlets."""


def picture(account: Account, *, name: str) -> str:
    """The first post at the moment its third outlet had joined, as SVG. Raises NothingToShow."""
    forms = [form.content for form in account.first_post() if isinstance(form.content, Post)]
    post = next((post for post in forms if post.outlets == ARTICLES), None)
    story = next((story for story in account.stories if post and story.id == post.story), None)
    if post is None or story is None:
        raise NothingToShow(f"no post tells of {ARTICLES} outlets")
    words = messages.words(post.lang)
    bubble, height = _bubble(post, words, name)
    height = max(height, ARTICLES * (CARD + LEAST_GAP) - LEAST_GAP)
    step = (height - CARD) / (ARTICLES - 1)
    body = [*_captions(), *_cards(story, post, step), *_ways(step), _at(RIGHT, TOP, bubble)]
    frame = Template((resources.files("watcher.app.demo") / "frame.svg").read_text("utf-8"))
    return frame.substitute(height=f"{TOP + height + FOOT:g}", title=": ".join(CAPTIONS), body="\n".join(body))


def _captions() -> Iterator[str]:
    for x, caption in zip((LEFT, RIGHT), CAPTIONS, strict=True):
        yield _text(x + 2, 44, "caption", caption)


# --- what comes in -------------------------------------------------------------------------------------------------


def _cards(story: Story, post: Post, step: float) -> Iterator[str]:
    articles = [member.article for member in story.members][:ARTICLES]
    for place, article in enumerate(articles):
        yield _at(LEFT, TOP + place * step, _card(article, post))


def _card(article: Article, post: Post) -> str:
    told = (article.published_at or article.seen_at).astimezone(ZoneInfo(post.zone))
    lines = _wrapped([(word, "title") for word in headline(article).split()], LEFT_WIDTH - 2 * PAD)
    return "".join(
        [
            _box("card", LEFT_WIDTH, CARD, radius=10),
            _text(PAD, 28, "outlet", article.outlet),
            _text(LEFT_WIDTH - PAD, 28, "time end", f"{told:%H:%M}"),
            *(_line(PAD, 53 + LINE * place, line) for place, line in enumerate(lines[:2])),
        ]
    )


def _ways(step: float) -> Iterator[str]:
    """From each card into one arrow."""
    ys = [TOP + CARD / 2 + place * step for place in range(ARTICLES)]
    start, meet, tip, middle = LEFT + LEFT_WIDTH + 8, 452, RIGHT - 10, ys[ARTICLES // 2]
    for y in ys:
        yield f'<path class="way" d="M{start} {y:g} C{start + 34} {y:g} {meet - 34} {middle:g} {meet} {middle:g}"/>'
    yield f'<path class="way" d="M{meet} {middle:g} H{tip} m-9 -7 l9 7 l-9 7"/>'
    yield f'<circle class="dot" cx="{meet}" cy="{middle:g}" r="5"/>'


# --- what goes out -------------------------------------------------------------------------------------------------


def _bubble(post: Post, words: Words, name: str) -> tuple[str, float]:
    """The post with its button, from its own upper left corner, and how high it is."""
    inside, y = [_text(PAD, 30, "name", name)], 30.0
    for part in render.tell(post, Kind.POST, words):
        drawn, y = _quote(part, y) if part.form is Form.QUOTE else _paragraph(part, y)
        inside += drawn
    edited = post.told_at.astimezone(ZoneInfo(post.zone))
    y += LINE + 2
    inside.append(_text(RIGHT_WIDTH - PAD, y, "time end", f"edited {edited:%H:%M}"))
    height = y + 14
    button = _box("button", RIGHT_WIDTH, 36, radius=10, y=height + 6)
    label = _text(RIGHT_WIDTH / 2, height + 29, "link middle", words.say("post.why"))
    return "".join([_box("card", RIGHT_WIDTH, height, radius=14), *inside, button, label]), height + 42


def _paragraph(part: Part, y: float) -> tuple[list[str], float]:
    """The part below `y`, and where its last line stands."""
    y += 0 if part.form is Form.STANDING else 6
    lines = _wrapped(_pieces(part), RIGHT_WIDTH - 2 * PAD)
    return [_line(PAD, y + LINE * (n + 1), line) for n, line in enumerate(lines)], y + LINE * len(lines)


def _quote(part: Part, y: float) -> tuple[list[str], float]:
    lines = []
    for row in part.text.split("\n"):
        kind = "soft" if row.startswith("—") else "plain"
        lines += _wrapped([(word, kind) for word in row.split()], RIGHT_WIDTH - 2 * PAD - 2 * BAR)
    top, height = y + 16, LINE * len(lines) + 14
    drawn = [
        _box("quote", RIGHT_WIDTH - 2 * PAD, height, radius=5, x=PAD, y=top),
        _box("bar", 3, height, radius=1.5, x=PAD, y=top),
        *(_line(PAD + BAR, top + LINE * (n + 1) + 1, line) for n, line in enumerate(lines)),
    ]
    return drawn, top + height + 2


def _pieces(part: Part) -> Iterator[Piece]:
    own = {Form.HEADLINE: "head", Form.STANDING: "standing"}.get(part.form)
    for run in part.runs:
        for word in run.text.split():
            yield word, own or ("link" if run.url else "soft")


# --- text ----------------------------------------------------------------------------------------------------------


def _wrapped(pieces: Iterable[Piece], width: float) -> list[list[Piece]]:
    lines: list[list[Piece]] = []
    left = 0.0
    for piece in pieces:
        wide = _width(piece)
        if not lines or wide > left:
            lines.append([])
            left = width
        lines[-1].append(piece)
        left -= wide + _width((" ", piece[1]))
    return lines


def _width(piece: Piece) -> float:
    """In px, as in DejaVu Sans, the widest of the fonts that may be used."""
    word, kind = piece
    ems = sum(0.36 if char in _NARROW else 0.93 if char in _WIDE else 0.7 if char.isupper() else 0.6 for char in word)
    return ems * (_BOLD_SIZE * _BOLDER if kind in _BOLD else _SIZE)


def _line(x: float, y: float, pieces: Sequence[Piece]) -> str:
    runs = [(kind, " ".join(word for word, _ in run)) for kind, run in groupby(pieces, key=lambda piece: piece[1])]
    inside = " ".join(f'<tspan class="{kind}">{escape(text, quote=False)}</tspan>' for kind, text in runs)
    return f'<text x="{x:g}" y="{y:g}">{inside}</text>'


def _at(x: float, y: float, drawn: str) -> str:
    return f'<g transform="translate({x:g} {y:g})">{drawn}</g>'


def _text(x: float, y: float, kind: str, text: str) -> str:
    return f'<text class="{kind}" x="{x:g}" y="{y:g}">{escape(text, quote=False)}</text>'


def _box(kind: str, width: float, height: float, *, radius: float, x: float = 0, y: float = 0) -> str:
    place = f' x="{x:g}" y="{y:g}"' if x or y else ""
    return f'<rect class="{kind}"{place} width="{width:g}" height="{height:g}" rx="{radius:g}"/>'
