"""Tests that a desk proposes for the rules: what it called not ours should not match."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from watcher.core.news import Story

FILE = "proposed-tests.yaml"
HEAD = (
    "# What a desk called not ours. Take what you agree with into `tests: no_match:` of the rule, and delete it here.\n"
)


@dataclass(frozen=True, slots=True)
class Proposal:
    rule: str
    no_match: str


def add(state: Path, story: Story, *, who: str, now: datetime) -> None:
    """Propose a test for each rule that the story's first article matched, unless the file has it already."""
    path, first = state / FILE, story.members[0]
    known = path.read_text("utf-8") if path.exists() else HEAD
    for match in first.matches:
        test = f"- rule: {match.rule}\n  no_match: {json.dumps(first.article.title, ensure_ascii=False)}\n"
        if test not in known:
            by = json.dumps(who, ensure_ascii=False)
            known += f"{test}  story: {story.id}\n  who: {by}\n  at: {now.isoformat()}\n"
    draft = path.with_suffix(".tmp")
    draft.write_text(known, "utf-8")
    draft.replace(path)


def listed(state: Path) -> Iterator[Proposal]:
    """The proposals in the file; lines that somebody broke by hand are skipped."""
    path = state / FILE
    if not path.exists():
        return
    rule = ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("- rule: "):
            rule = line.removeprefix("- rule: ").strip()
        elif line.startswith("  no_match: ") and rule:
            try:
                yield Proposal(rule, str(json.loads(line.removeprefix("  no_match: "))))
            except ValueError:
                continue
