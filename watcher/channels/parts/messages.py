"""Every word of ours that a reader sees, by language: the catalogues in messages/<lang>.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """Our words in one language. A missing key is a KeyError: a bug of ours, found by the suite."""

    lang: str
    tables: Mapping[str, Mapping[str, Any]]

    def say(self, key: str, **slots: object) -> str:
        """The text at `table.name` with its slots filled; what is put into them is not escaped."""
        table, name = key.split(".")
        return str(self.tables[table][name]).format(**slots)

    def has(self, key: str) -> bool:
        table, name = key.split(".")
        return name in self.tables[table]

    def count(self, key: str, n: int, **slots: object) -> str:
        table, name = key.split(".")
        form: str = self.tables[table][name]["one" if n == 1 else "other"]
        return form.format(n=n, **slots)

    def label(self, label: str) -> str:
        return str(self.tables["labels"].get(label, label))

    def language(self, code: str | None) -> str | None:
        """The language in this one; None of none, or where we have no word for it."""
        name = self.tables["languages"].get(code or "")
        return None if name is None else self.say("post.in_language", language=name)

    def language_name(self, code: str) -> str:
        """By itself; the code where we have no word for it."""
        return str(self.tables["languages"].get(code.partition("-")[0], code))

    def state(self, code: str) -> str:
        return str(self.tables["states"].get(code, code))

    def state_adjective(self, code: str) -> str | None:
        name = self.tables.get("state_adjectives", {}).get(code) or self.tables["states"].get(code)
        return None if name is None else str(name)

    def silence(self, why: str) -> str:
        """Why a feed was not read, in words for a reader; `why` is a Trouble, or empty: it was not asked."""
        return self.say(f"silences.{why or 'unasked'}")

    def long_day(self, day: date, *, year: bool = False) -> str:
        """`Friday 18 July`, and its year if asked for."""
        date = self.tables["date"]
        return self.say(
            "date.long_year" if year else "date.long",
            weekday=date["weekdays_long"][day.weekday()],
            day=day.day,
            month=date["months_long"][day.month - 1],
            year=day.year,
        )

    def weekday(self, day: date) -> str:
        """`Fri`"""
        return str(self.tables["date"]["weekdays"][day.weekday()])

    def month_and_day(self, month: int, day: int) -> str:
        """A day as an article names it, without a year."""
        return self.say("date.day", day=day, month=self.tables["date"]["months"][month - 1])

    def day(self, day: date, *, today: date) -> str:
        """With the year where it is not this one."""
        key = "date.day" if day.year == today.year else "date.year"
        return self.say(key, day=day.day, month=self.tables["date"]["months"][day.month - 1], year=day.year)


def words(lang: str) -> Words:
    """English where a language has no catalogue."""
    known = catalogues()
    return known.get(lang.split("-")[0], known[FALLBACK])


@cache
def catalogues() -> Mapping[str, Words]:
    """By language."""
    files = (
        file for file in (resources.files("watcher.channels") / "messages").iterdir() if file.name.endswith(".toml")
    )
    found = {file.name.removesuffix(".toml"): tomllib.loads(file.read_text(encoding="utf-8")) for file in files}
    return {lang: Words(lang, tables) for lang, tables in found.items()}
