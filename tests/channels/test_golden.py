"""Stories told from their articles to the last character."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.core.builders import story_of
from watcher.channels.parts import forms, messages, render
from watcher.core.editing.post import compose
from watcher.core.news import Article, ArticleId, Field, Match, Member, Relation, RuleId, Severity, Span
from watcher.core.telling import Kind, Reason, Subscription, SubscriptionId

NINE = datetime(2025, 7, 17, 0, 5, tzinfo=UTC)  # five past nine in Seoul

ENGLISH = (
    "(2nd LD) Ferry pier at Sohae gets a roof - The Strait Times of Ahn",
    "Workers closed the last gap on Monday. Steel ribs now span the whole ferry pier at Sohae, the survey firm Nuri "
    "said on Thursday. It gave no date for the first crossing.",
)
KOREAN = (
    "[단독] 서해위성발사장 여객 부두에 지붕",
    "측량 업체 누리는 서해위성발사장 여객 부두 전체를 철제 지붕틀이 덮고 있다고 목요일 설명했다.",
)
BULGARIAN = ("Пристанът край Сохе вече има покрив", "Покривът е готов, съобщи фирмата Нури.")


def a_member(number: int, outlet: str, words: tuple[str, str], lang: str, minutes: int, **given: str) -> Member:
    title, text = words
    at = NINE + timedelta(minutes=minutes)
    url = f"https://outlet-{number}.example/a?b=1&c={number}"
    article = Article(url=url, outlet=outlet, title=title, text=text, seen_at=at, fetched_at=at, lang=lang, **given)
    found = [(text.find(word), word) for word in ("Sohae", "서해위성발사장", "ferry", "여객") if word in text]
    spans = tuple(Span(Field.TEXT, start, start + len(word), word) for start, word in found)
    match = Match(rule=RuleId("sohae-site"), severity=Severity.ALERT, score=1.0, spans=spans)
    return Member(id=ArticleId(number), article=article, relation=Relation.GROWS, matches=(match,))


MEMBERS = (
    a_member(1, "Strait Times of Ahn", ENGLISH, "en", 0),
    a_member(2, "Вечер", BULGARIAN, "bg", 20),
    a_member(3, "갯벌신문", KOREAN, "ko", 95),
    a_member(4, "Nuri Watch", ENGLISH, "en", 100, label="think tank"),
)


def told(*, lang: str, members: tuple[Member, ...] = MEMBERS, kind: Kind = Kind.POST) -> str:
    reader = Subscription(
        id=SubscriptionId("channel"), via="telegram", address="@watch", zone=ZoneInfo("Asia/Seoul"), lang=lang
    )
    story = story_of(members, at=NINE)
    reason = Reason.UPDATE if kind is Kind.REPLY else Reason.FIRST_REPORT
    post = compose(story, reader, reason=reason, now=NINE + timedelta(hours=2))
    words = messages.words(lang)
    parts = render.tell(post, kind, words)
    assert forms.size(parts) <= render.TARGET
    return f"{forms.html(parts)}\n[{words.say('post.why')}] {render.why(post, words)}"


def test_a_story_in_english() -> None:
    assert told(lang="en") == (
        '<b><a href="https://outlet-1.example/a?b=1&amp;c=1">Ferry pier at Sohae gets a roof</a></b>\n'
        "<i>4 outlets · first 09:05, latest 10:45 KST</i>\n"
        "\n"
        "<blockquote>Steel ribs now span the whole ferry pier at Sohae, the survey firm Nuri said on Thursday.\n"
        "— Strait Times of Ahn</blockquote>\n"
        '<a href="https://outlet-1.example/a?b=1&amp;c=1">Strait Times of Ahn</a> · '
        '<a href="https://outlet-2.example/a?b=1&amp;c=2">Вечер</a> (in Bulgarian) · '
        '<a href="https://outlet-3.example/a?b=1&amp;c=3">갯벌신문</a> (in Korean) · +1 more\n'
        "[Why this?] Rule sohae-site: names «Sohae», with «ferry». Merged from 4 articles of 17 Jul. "
        "Nothing was written or translated by us."
    )


def test_the_same_story_in_korean() -> None:
    assert told(lang="ko") == (
        '<b><a href="https://outlet-3.example/a?b=1&amp;c=3">서해위성발사장 여객 부두에 지붕</a></b>\n'
        "<i>매체 4곳 · 최초 09:05, 최근 10:45 KST</i>\n"
        "\n"
        "<blockquote>측량 업체 누리는 서해위성발사장 여객 부두 전체를 철제 지붕틀이 덮고 있다고 목요일 설명했다.\n"
        "— 갯벌신문</blockquote>\n"
        '<a href="https://outlet-3.example/a?b=1&amp;c=3">갯벌신문</a> · '
        '<a href="https://outlet-1.example/a?b=1&amp;c=1">Strait Times of Ahn</a>(영어) · '
        '<a href="https://outlet-2.example/a?b=1&amp;c=2">Вечер</a>(불가리아어) · 외 1곳\n'
        "[왜 왔나요?] 규칙 sohae-site: «서해위성발사장» 1번, 함께 나온 말 «여객». 7월 17일 기사 4건을 묶음. "
        "우리가 쓰거나 번역한 글은 없습니다."
    )


def test_what_is_new_in_it() -> None:
    assert told(lang="en", kind=Kind.REPLY).partition("\n[")[0] == (
        '<b>Update: <a href="https://outlet-4.example/a?b=1&amp;c=4">'
        "Ferry pier at Sohae gets a roof - The Strait Times of Ahn</a></b>\n"
        "\n"
        "<blockquote>Steel ribs now span the whole ferry pier at Sohae, the survey firm Nuri said on Thursday.\n"
        "— Nuri Watch (think tank)</blockquote>\n"
        "<i>4 outlets · 10:45 KST</i>"
    )
