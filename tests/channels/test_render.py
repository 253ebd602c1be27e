from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.channels.builders import NOON, WHY, a_post
from tests.peers.bothtml import parse, units
from watcher.channels.parts import forms, messages, render
from watcher.core.said import Claim, MostCited, Quote
from watcher.core.telling import FollowUp, Kind, Post, SourceLine

DAY = timedelta(days=1)


def html(post: Post, kind: Kind = Kind.POST) -> str:
    return forms.html(render.tell(post, kind, messages.words(post.lang)))


def line(post: Post, number: int, kind: Kind = Kind.POST) -> str:
    return html(post, kind).split("\n")[number]


# --- the form ---


def test_a_post_has_a_headline_a_standing_a_quote_its_sources_and_a_tag() -> None:
    assert html(a_post(more=6, outlets=9)) == (
        '<b><a href="https://tide-gazette.example/crane">Crane rises over the new slipway at Sohae</a></b>\n'
        "<i>9 outlets · first 12:00 KST</i>\n"
        "\n"
        "<blockquote>A crane now towers over the slipway, the port office of Incheon said on Friday.\n"
        "— Tide Gazette</blockquote>\n"
        '<a href="https://tide-gazette.example/crane">Tide Gazette</a> · '
        '<a href="https://port-mail.example/7">Port Mail</a> (wire) · '
        '<a href="https://vlna.example/9">Vlna</a> (in Bulgarian) · +6 more\n'
        "\n"
        "#Sohae"
    )


def test_a_post_in_korean_is_korean_but_for_the_outlets_words() -> None:
    post = a_post(lang="ko", native=False, more=1, outlets=4, hashtag="서해")
    assert html(post) == (
        '<b><a href="https://tide-gazette.example/crane">Crane rises over the new slipway at Sohae</a></b>\n'
        "<i>매체 4곳 · 한국어 기사 아직 없음 · 최초 12:00 KST</i>\n"
        "\n"
        "<blockquote>A crane now towers over the slipway, the port office of Incheon said on Friday.\n"
        "— Tide Gazette</blockquote>\n"
        '<a href="https://tide-gazette.example/crane">Tide Gazette</a> · '
        '<a href="https://port-mail.example/7">Port Mail</a>(통신사) · '
        '<a href="https://vlna.example/9">Vlna</a>(불가리아어) · 외 1곳\n'
        "\n"
        "#서해"
    )


def test_where_clocks_changed_in_between_each_hour_bears_its_own_zone() -> None:
    first = datetime(2025, 3, 29, 22, tzinfo=UTC)
    post = a_post(zone="Europe/London", first_at=first, latest_at=first + DAY, told_at=first + DAY)
    assert line(post, 1) == "<i>3 outlets · first 29 Mar 22:00 GMT, latest 23:00 BST</i>"


def test_an_update_gives_what_is_new_and_where_the_story_stands() -> None:
    post = a_post(outlets=11, told_at=NOON + timedelta(days=4), latest_at=NOON + timedelta(days=4, hours=-1))
    assert html(post, Kind.REPLY) == (
        "<b>Update: "
        '<a href="https://tide-gazette.example/crane">Crane rises over the new slipway at Sohae</a></b>\n'
        "\n"
        "<blockquote>A crane now towers over the slipway, the port office of Incheon said on Friday.\n"
        "— Tide Gazette</blockquote>\n"
        "<i>day 5, 11 outlets · 11:00 KST</i>"
    )


def test_an_update_without_a_quote_names_its_outlet_too() -> None:
    told = SourceLine(outlet="Vlna", url="https://vlna.example/9", lang="bg")
    post = a_post(url=told.url, quote=None, sources=(told,))
    assert html(post, Kind.REPLY).endswith("\n<i>Vlna (in Bulgarian) · 3 outlets · 12:00 KST</i>")


def test_a_claim_of_state_media_says_whose_it_is() -> None:
    post = a_post(
        headline="Grand crane greets the fleet",
        outlets=1,
        claim=Claim(outlet="Red Hill", state="KP", alone=True),
        quote=None,
        sources=(SourceLine(outlet="Red Hill", url="https://red-hill.example/1", label="state media", state="KP"),),
        hashtag=None,
    )
    assert html(post) == (
        "<b>State media claim: "
        '<a href="https://tide-gazette.example/crane">Grand crane greets the fleet</a></b>\n'
        "<i>Red Hill, controlled by the North Korean state · no other outlet so far</i>\n"
        "\n"
        '<a href="https://red-hill.example/1">Red Hill</a> (state media, North Korea)'
    )


def test_a_claim_that_others_report_names_both() -> None:
    post = a_post(claim=Claim(outlet="Red Hill", state="KP", alone=False))
    assert line(post, 1) == "<i>Reported by Red Hill (state media) and 2 others · first 12:00 KST</i>"


def test_one_outlet_is_said_to_be_one_so_far() -> None:
    assert line(a_post(outlets=1), 1) == "<i>One outlet so far · first 12:00 KST</i>"


def test_the_latest_report_is_named_once_it_is_an_hour_later() -> None:
    assert line(a_post(latest_at=NOON + timedelta(minutes=59)), 1) == "<i>3 outlets · first 12:00 KST</i>"
    later = a_post(latest_at=NOON + timedelta(hours=2))
    assert line(later, 1) == "<i>3 outlets · first 12:00, latest 14:00 KST</i>"


def test_a_time_of_another_local_day_has_its_date() -> None:
    post = a_post(told_at=NOON + timedelta(hours=13))  # one in the morning of the 18th, in Seoul
    assert line(post, 1) == "<i>3 outlets · first 17 Jul 12:00 KST</i>"
    assert "최초 7월 17일 12:00 KST" in html(a_post(lang="ko", told_at=NOON + timedelta(days=1)))


def test_a_zone_without_letters_is_told_by_its_distance() -> None:
    assert "first 08:00 UTC+05" in html(a_post(zone="Asia/Tashkent"))


def test_why_is_told_in_one_breath() -> None:
    assert render.why(a_post(), messages.words("en")) == (
        "Rule sohae-site: names «Sohae» 4 times, with «slipway». Merged from 3 articles of 17 Jul. "
        "Nothing was written or translated by us."
    )


# --- the size ---

hostile = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="<b>&\"'/a href=\r\n\u202e\u200b\u2066\x00\x1b\ud800😀서해[]*_`", max_size=400),
    st.sampled_from(
        ["<script>alert(1)</script>", "😀" * 3000, "a" * 10_000, "&lt;b&gt;", "</b></a>", "\u202eevil", ""]
    ),
)


@given(title=hostile, outlet=hostile, quote=hostile, word=hostile, url=hostile, kind=st.sampled_from(Kind))
def test_whatever_an_outlet_writes_telegram_can_read(
    title: str, outlet: str, quote: str, word: str, url: str, kind: Kind
) -> None:
    post = a_post(
        headline=title,
        url=url,
        quote=Quote(text=quote, outlet=outlet, label=word, lang=word),
        sources=tuple(SourceLine(outlet=outlet, url=url, label=word, state=word, lang=word) for _ in range(3)),
        claim=Claim(outlet=outlet, state=word, alone=True),
        hashtag=word,
    )
    parts = render.tell(post, kind, messages.words("en"))
    text, entities = parse(forms.html(parts))
    assert units(text) <= render.HARD
    assert units(text) == forms.size(parts)
    assert len(entities) <= forms.entities(parts) <= 100
    assert not any(entity.get("url") for entity in entities if entity.get("url") != url)
    assert not any(char in text for char in "\r\u202e\u2066\u200b\x00\x1b\ud800")
    assert units(forms.plain(parts)) <= 4096


@given(rule=hostile, word=hostile, beside=st.lists(hostile, max_size=2), lang=st.sampled_from(["en", "ko"]))
def test_a_pop_up_never_passes_two_hundred(rule: str, word: str, beside: list[str], lang: str) -> None:
    post = a_post(lang=lang, why=replace(WHY, rule=rule, word=word, beside=tuple(beside)))
    assert 0 < units(render.why(post, messages.words(lang))) <= 200


def test_beyond_the_target_fewer_sources_are_named_and_the_others_counted() -> None:
    post = a_post(
        headline="H" * 200,
        quote=Quote(text="Q" * 230, outlet="Tide Gazette"),
        sources=tuple(SourceLine(outlet=f"The Gazette of {n}", url="https://g.example/1") for n in range(3)),
        more=2,
        hashtag=None,
    )
    text = html(post)
    assert "+4 more" in text
    assert "The Gazette of 1" not in text


def test_beyond_the_limit_parts_go_whole_from_the_end() -> None:
    wide = SourceLine(outlet="😀" * 30, url="https://g.example/1", label="😀" * 200)
    post = a_post(headline="H" * 290, quote=Quote(text="😀" * 230, outlet="Gazette"), sources=(wide,), outlets=1)
    parts = render.tell(post, Kind.POST, messages.words("en"))
    assert [part.form.name for part in parts] == ["HEADLINE", "STANDING", "QUOTE"]


# --- links ---


def test_only_an_address_of_the_web_is_a_link() -> None:
    assert forms.link("https://tide.example/a?b=1&c=2") == "https://tide.example/a?b=1&c=2"
    for url in ("javascript:alert(1)", "data:text/html,x", "https://bank.example@evil.example/", "//x", "https://", ""):
        assert forms.link(url) is None


# --- who cites whom, and what is not folded away ---


def test_the_standing_says_whom_most_outlets_cite() -> None:
    some, each = MostCited(name="ICEYE", outlets=7), MostCited(name="ICEYE", outlets=9)
    assert line(a_post(outlets=9, cites=some), 1) == "<i>9 outlets, 7 citing ICEYE · first 12:00 KST</i>"
    assert line(a_post(outlets=9, cites=each), 1) == "<i>9 outlets, all citing ICEYE · first 12:00 KST</i>"
    assert line(a_post(outlets=9, cites=some, lang="ko"), 1) == "<i>매체 9곳, 7곳 ICEYE 인용 · 최초 12:00 KST</i>"
    assert line(a_post(outlets=9, cites=each, lang="ko"), 1) == "<i>매체 9곳, 모두 ICEYE 인용 · 최초 12:00 KST</i>"


def test_a_post_names_who_brought_something_new_until_a_reply_says_it() -> None:
    beside = (SourceLine(outlet="Port Mail", url="https://port-mail.example/8"),)
    reply = FollowUp(headline="Crane falls", url="https://t.me/watch/9", at=NOON)
    assert 'Also new: <a href="https://port-mail.example/8">Port Mail</a>' in html(a_post(beside=beside))
    assert "Also new" not in html(a_post(beside=beside, follow_ups=(reply,)))
