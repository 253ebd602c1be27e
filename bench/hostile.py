"""10,000 hostile titles through a post, a round-up, a list and a letter: what a strict reader of each found.

.venv/bin/python -m bench.hostile --titles 10000 --seed 1
"""

import argparse
import time
from random import Random

from tests.channels import maillint
from tests.channels.builders import a_delivery, a_line, a_post, a_reach, a_roundup
from tests.channels.editions import a_letter, an_edition
from tests.channels.editions import a_line as a_story
from tests.peers.bothtml import MarkupError, parse, units
from watcher.channels.base import MailServer
from watcher.channels.email import Email
from watcher.channels.parts.forms import clean, shorten
from watcher.channels.parts.render import HEADLINE_MOST
from watcher.channels.telegram import Telegram
from watcher.core.edition import Heading, Section
from watcher.core.said import Quote
from watcher.core.telling import SourceLine

PIECES = (
    *(
        "<b>",
        "</b>",
        "</a>",
        "<script>alert(1)</script>",
        "&",
        "&amp;",
        "&#0;",
        "&lt;b&gt;",
        '"',
        "'",
        "<",
        ">",
        "<a href=",
    ),
    *("\r\n", "\nBcc: all@example.org", "\r\n\r\n", "\x00", "\x1b[31m", "\u2028", "\ud800", "\x85"),
    *("\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u061c"),
    *("😀", "👩\u200d🚀", "🇰🇵", "e\u0301\u0302", "서해", "부두", "Crane", "quay"),
    *("=1+1", "+SUM(A1)", "-2", "@cmd", "=?utf-8?q?x?=", "?=", ".", "\n.", "*_`[]()", "https://evil.example/"),
)
LONG = ("a" * 10_000, "😀" * 3_000, "<" * 10_000, "&" * 5_000, "부두 " * 3_000)
OF_A_LETTER = 25


def titles(many: int, seed: int) -> list[str]:
    chance = Random(seed)
    made = [chance.choice(("", " ")).join(chance.choices(PIECES, k=chance.randint(1, 14))) for _ in range(many)]
    for at in range(0, many, 50):
        made[at] += chance.choice(LONG)
    return made


def faults_of_post(telegram: Telegram, title: str) -> list[str]:
    post = a_post(
        headline=title,
        quote=Quote(text=title, outlet=title, label=title),
        sources=tuple(SourceLine(outlet=title, url="https://tide.example/a?b=1&c=\"2'", label=title) for _ in range(3)),
        hashtag=title,
    )
    try:
        text, entities = parse(telegram.render(a_delivery(post)).body)
        several, marks = parse(telegram.render(a_delivery(a_roundup(*[a_line(headline=title)] * 12))).body)
    except MarkupError as error:
        return [f"entities: {error}"]
    shown = shorten(clean(title), HEADLINE_MOST) or clean(post.url)
    found = [] if text.startswith(shown) else ["not the exact title"]
    if max(units(text), units(several)) > 4096 or max(len(entities), len(marks)) > 100:
        found.append("too long")
    return found


def faults_of_lists(telegram: Telegram, mail: Email, some: list[str]) -> list[str]:
    lines = tuple(a_story(headline=title, word=title, facts=(title,)) for title in some)
    edition = an_edition(sections=(Section(heading=Heading.NEW, lines=lines),))
    found = maillint.findings(mail.render(a_letter(edition)).body)
    part, of = 1, 1
    while part <= of:
        message = telegram.render(a_letter(edition, part=part))
        of = int(str(message.options["parts"]))
        try:
            text, entities = parse(message.body)
        except MarkupError as error:
            return [*found, f"entities: {error}"]
        found += ["too long"] if units(text) > 4096 or len(entities) > 100 else []
        part += 1
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--titles", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    reach = a_reach(
        mail_server=MailServer(host="localhost", port=25),
        mail_from="watch@example.org",
        secret=b"s",
        public_url="https://w.example",
    )
    telegram, mail, found = Telegram(None, reach), Email(reach), []
    made, began = titles(given.titles, given.seed), time.process_time()
    for title in made:
        found += [(fault, title) for fault in faults_of_post(telegram, title)]
    for at in range(0, len(made), OF_A_LETTER):
        found += [(fault, str(at)) for fault in faults_of_lists(telegram, mail, made[at : at + OF_A_LETTER])]
    for fault, title in found[:10]:
        print(fault, ascii(title[:120]))
    print(f"{len(made)} titles, {len(found)} faults, {time.process_time() - began:.0f} s of CPU")
    raise SystemExit(bool(found))


if __name__ == "__main__":
    main()
