"""Rule files and articles as the tests of the rules write them."""

from datetime import UTC, datetime
from pathlib import Path

from watcher.app.files.yamlfile import parse
from watcher.core.matching.match import match
from watcher.core.news import Article, Match
from watcher.core.rules.compile import compile_rulebook
from watcher.core.rules.rulebook import RuleBook

HOME = Path(__file__).parents[3]
SHARED = HOME.parent / "shared"
DAY = datetime(2025, 7, 17, tzinfo=UTC)


def book(**files: str) -> RuleBook:
    """`book(topic="rules: ...")` compiles rules/topic.yaml."""
    return edited(None, **files)


def edited(before: RuleBook | None, **files: str) -> RuleBook:
    """The same, taken up where another book is in force."""
    trees = {f"rules/{name}.yaml": parse(text, f"rules/{name}.yaml") for name, text in files.items()}
    return compile_rulebook(trees, before=before)


def shipped() -> RuleBook:
    files = [HOME / "rules" / "sohae.yaml", *sorted((HOME / "rules" / "words").glob("*.yaml"))]
    names = [str(file.relative_to(HOME)) for file in files]
    return compile_rulebook(
        {name: parse(file.read_text("utf-8"), name) for name, file in zip(names, files, strict=True)}
    )


def an_article(text: str, *, title: str = "", lang: str | None = None, outlet: str = "Garam", url: str = "") -> Article:
    return Article(url=url, outlet=outlet, title=title, text=text, lang=lang, seen_at=DAY, fetched_at=DAY)


def found(rules: RuleBook, text: str, *, title: str = "") -> list[str]:
    """What the first matching rule found, as it stands in the article; empty where none matches."""
    matches = match(an_article(text, title=title), rules)
    return said(matches[0], text, title=title) if matches else []


def said(match: Match, text: str, *, title: str = "") -> list[str]:
    return [{"title": title, "text": text}[span.field][span.start : span.end] for span in match.spans]


def words(*terms: str) -> RuleBook:
    """A rule that looks for these terms."""
    listed = ", ".join(f'"{term}"' for term in terms)
    return book(topic=f"rules: [{{id: topic, when: [{listed}]}}]")
