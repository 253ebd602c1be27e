"""Pages as different systems write them: the whole text, and nothing of what stands around it."""

import json

import pytest

from watcher.sources.pages.article import Extract, Page, read
from watcher.sources.pages.trim import trimmed

TITLE = "The ferry of Sindo is lifted out of the water"
LINES = (
    "The ferry of Sindo was lifted out of the water at noon on Tuesday, eleven weeks after it ran onto a sandbank.",
    "Two cranes of the yard held it for an hour, and forty people watched from the quay, the harbour master said.",
    "“She will sail again in May,” said Aino Lind, who has captained the ferry since 2012 and slept aboard.",
    "The yard wants nine weeks for the hull, and the islanders will be carried by a fishing boat until then.",
)
KOREAN = (
    "신도 여객선이 좌초된 지 11주 만인 화요일 정오에 물 밖으로 인양됐다고 항만청이 17일 밝혔다.",
    "조선소의 크레인 두 대가 한 시간 동안 배를 들어 올렸으며 주민 40여 명이 부두에서 이를 지켜봤다.",
    "선장은 “오월에는 다시 운항할 것”이라고 말했다. 수리에는 아홉 주가 걸릴 전망이다.",
)
MENU = "<nav><a href=/>Home</a> <a href=/world>World</a></nav>"
FOOT = "<footer><p>© 2031 Harbour Post. All rights reserved.</p></footer>"


def page(body: str, *, title: str = TITLE, head: str = "") -> Extract:
    markup = (
        f"<html><head><meta charset=utf-8><title>{title}</title>{head}</head><body>{MENU}{body}{FOOT}</body></html>"
    )
    return read(Page(url="https://port.example/ferry", body=markup.encode(), content_type="text/html"))


def shown(lines: tuple[str, ...], tag: str = "p") -> str:
    return "".join(f"<{tag}>{line}</{tag}>" for line in lines)


# --- markup without paragraphs -------------------------------------------------------------------------------------


@pytest.mark.parametrize("between", ["<br>", "<br><br>", "<br/>\n<br/>"])
def test_lines_between_breaks_are_paragraphs_and_the_first_is_not_lost(between: str) -> None:
    found = page(
        f"<h2>신도 여객선 인양</h2><article id=dic_area>{between.join(KOREAN)}</article>", title="신도 여객선 인양"
    )
    assert found.text.splitlines() == list(KOREAN)


def test_words_in_bold_stay_in_their_line() -> None:
    lines = [f"{line[:10]}<b>{line[10:20]}</b>{line[20:]}" for line in LINES]
    assert page(f"<h1>{TITLE}</h1><div class=story>{'<br><br>'.join(lines)}</div>").text.splitlines() == list(LINES)


def test_a_table_that_only_puts_the_page_together_is_no_table() -> None:
    links = "<br>".join(f"<a href=/{number}>Older news, number {number}</a>" for number in range(6))
    body = f"<table><tr><td>{links}</td><td><b>{TITLE}</b><br><br>{'<br><br>'.join(LINES)}</td></tr></table>"
    assert page(body).text.splitlines() == list(LINES)


def test_a_table_of_figures_stays_one() -> None:
    table = "<table><tr><th>Year</th><th>Ferries</th></tr><tr><td>2012</td><td>two</td></tr></table>"
    assert "2012" in page(f"<article><h1>{TITLE}</h1>{shown(LINES)}{table}{shown(LINES[:1])}</article>").text


# --- text that only scripts hold -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "script",
    [
        f"""<script id=__NEXT_DATA__ type=application/json>{
            json.dumps(
                {"props": {"article": {"title": TITLE, "body": shown(LINES)}, "more": [{"body": "Rain. " * 99}]}}
            )
        }</script>""",
        f"""<script>window.Fusion=window.Fusion||{{}};Fusion.globalContent={
            json.dumps({"content_elements": [{"type": "text", "content": line} for line in LINES]})
        };Fusion.lastModified=1</script>""",
        f"""<script type=application/json>{
            json.dumps(
                {"doc": [{"nodeType": "p", "content": [{"value": line[:9]}, {"value": line[9:]}]} for line in LINES]}
            )
        }</script>""",
    ],
    ids=["one string", "elements", "pieces of paragraphs"],
)
@pytest.mark.parametrize("instead", ["", "<p>Loading…</p>", "<noscript>Please enable JavaScript.</noscript>"])
def test_what_only_a_browser_would_draw_is_read_from_the_scripts(script: str, instead: str) -> None:
    assert page(f"<div id=root>{instead}</div>{script}").text.splitlines() == list(LINES)


def test_scripts_that_speak_of_something_else_are_not_the_article() -> None:
    other = json.dumps({"body": "Bakers in Tallinn march for better pay, and bread is scarce this morning. " * 9})
    assert page(f"<article><p>{LINES[0]}</p></article><script>x={other}</script>").text == LINES[0]


# --- what stands around the text -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "around",
    [
        "Read more: Ten recipes for a cold evening",
        "Sign up to our daily newsletter and never miss a story.",
        "The Harbour Brief newsletter keeps you on top of the news. Sign up here.",
        "Follow us on X and Facebook",
        "All rights reserved. No part may be reproduced.",
        "This material may not be published, broadcast, rewritten or redistributed without permission.",
        "Advertisement",
        "____",
        "Подписывайтесь на наш канал, чтобы первыми узнавать новости",
        "Lesen Sie auch: Zehn Rezepte für den Abend",
        "저작권자(c) 항만뉴스, 무단 전재-재배포 금지",
        "この記事は有料記事です。残り812文字",
    ],
)
def test_pleas_and_notices_are_no_lines_of_an_article(around: str) -> None:
    assert trimmed("\n".join((*LINES[:2], around, *LINES[2:])), TITLE).splitlines() == list(LINES)


@pytest.mark.parametrize(
    "line",
    [
        "Copyright law changes in May, and the yard must pay for its old drawings of the ferry.",
        "The newsletter of the yard, which has nine readers, was first with the news of the ferry.",
        "댓글 조작 혐의로 기소된 선원에 대한 재판이 다음 달 열린다.",
        "2031 was the worst year for the ferry, which ran aground three times and lost a screw.",
        "シェアは30%に達し、島の漁船を上回った。",
    ],
)
def test_a_sentence_of_the_story_stays_whatever_it_speaks_of(line: str) -> None:
    text = "\n".join((line, *LINES, line))
    assert trimmed(text, TITLE) == text


def test_the_heading_and_its_date_are_not_said_again_in_the_text() -> None:
    above = ("Harbour", TITLE, "By Aino Lind", "Tuesday, 4 March 2031, 06:30 GMT")
    assert trimmed("\n".join((*above, *LINES)), TITLE).splitlines() == list(LINES)


def test_who_holds_the_rights_and_whom_to_write_to_end_no_article() -> None:
    below = ("min-ji@port.example", "© 2031 Harbour Post", "(c) 2031 Harbour Wire")
    assert trimmed("\n".join((*LINES, *below)), TITLE).splitlines() == list(LINES)


def test_a_text_of_pleas_alone_is_left_as_it_is() -> None:
    assert trimmed("Sign up to our newsletter\nFollow us", TITLE) == "Sign up to our newsletter\nFollow us"


def test_a_short_wire_item_comes_without_its_neighbourhood() -> None:
    body = f"""<div class=wrap><div class=title>{TITLE}</div><div class=date>04.03.2031 06:30</div>
    <div class=txt>{LINES[0]}<br>{LINES[1]}</div><div class=social>Share on Facebook Share on X</div>
    <div>Subscribe to our channel to be the first to know about the news of the day.</div></div>"""
    assert page(body).text.splitlines() == list(LINES[:2])


CARDS = "".join(
    f"<article><h2><a href=/{number}>Older report {number}</a></h2><p>Our correspondent tells of report {number} "
    "from the coast this morning, and adds that more is to come in the afternoon.</p></article>"
    for number in range(6)
)


@pytest.mark.parametrize(
    "body",
    [
        "<section><h1>{title}</h1><p class=lead>{first}</p><p>{second}</p></section><section>{cards}</section>",
        "<div class=main><h1>{title}</h1><div class=text><div>{first}</div><div>{second}</div></div>"
        "<div class=comments><p>Great news, I have waited for this since the spring of last year.</p></div></div>"
        "<div class=side>{cards}</div>",
        "<table><tr><td><a href=/>Home</a></td></tr><tr><td><b>{title}</b><br>{first}<br>{second}</td></tr></table>",
        "<article><h1>{title}</h1><div>By Staff</div><div>Share Tweet</div><p>{first}</p><p>{second}</p></article>",
    ],
    ids=["among cards", "among comments", "in a table", "below a row of buttons"],
)
def test_a_report_of_two_sentences_is_told_from_what_fills_its_page(body: str) -> None:
    head = f'<meta property="og:title" content="{TITLE}">'
    found = page(body.format(title=TITLE, first=LINES[0], second=LINES[1], cards=CARDS), head=head)
    assert found.text.splitlines() == list(LINES[:2])


def test_a_lead_beside_the_heading_does_not_stand_for_the_text() -> None:
    lead = "<header><h1>{0}</h1><p>The ferry of Sindo is lifted, and its captain hopes for May.</p></header>"
    found = page(f"<main>{lead.format(TITLE)}<div>{shown(LINES)}</div></main><aside>{CARDS}</aside>")
    assert all(line in found.text for line in LINES)


# --- headlines -----------------------------------------------------------------------------------------------------


def test_the_name_of_a_site_is_no_headline() -> None:
    assert page(f"<div class=subject>{TITLE}</div><article>{shown(LINES)}</article>", title="Harbour").title == TITLE


@pytest.mark.parametrize(
    ("title", "outlet", "heading"),
    [
        (f"Harbour Post | {TITLE}", "Harbour Post", TITLE),
        (f"{TITLE} - The Harbour Post", "Harbour Post", ""),
        (f"{TITLE} « HarbourPost.com", "Harbour Post", ""),
        (f"{TITLE}-新港网", "新港网", ""),
        (f"Opinion | {TITLE}", "Harbour Post", TITLE),
        (f"{TITLE} | Islands | Harbour", "Harbour Post", TITLE),
    ],
)
def test_outlet_and_section_are_no_part_of_a_headline(title: str, outlet: str, heading: str) -> None:
    head = f'<meta property="og:site_name" content="{outlet}">'
    body = f"<h1>{heading}</h1><article>{shown(LINES)}</article>"
    assert page(body, title=title, head=head).title == TITLE
