import subprocess
import sys
from pathlib import Path

import pytest

from watcher import __version__
from watcher.app import commands
from watcher.app.cli import COMMANDS, clock, main

HEAVY = (
    *("trafilatura", "telegram", "aiohttp", "sqlite_utils", "feedparser", "apscheduler", "ahocorasick_rs", "ruamel"),
    "lxml",
)
FAKES = {
    "run": "raise KeyboardInterrupt",
    "once": "return 3",
    "stories": "click.echo(invocation.clock().tzinfo)",
    "outbox": "raise UserProblems([Problem(Place('feeds.yaml', 4, 9), 'unknown key `urll`', 'did you mean `url`?')])",
    "backtest": "raise click.UsageError('nothing to replay')",
}


@pytest.fixture
def fakes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Commands of our own in place of the real ones."""
    for name, body in FAKES.items():
        (tmp_path / f"{name}.py").write_text(
            "import click\nfrom watcher.core.rules.document import Place, Problem, UserProblems\n\n\n"
            f"@click.command()\n@click.pass_obj\ndef command(invocation):\n    {body}\n"
        )
        monkeypatch.delitem(sys.modules, f"watcher.app.commands.{name}", raising=False)
    monkeypatch.setattr(commands, "__path__", [str(tmp_path)])
    yield
    for name in FAKES:
        sys.modules.pop(f"watcher.app.commands.{name}", None)


def code_of(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return int(ended.value.code or 0)


def test_the_help_loads_nothing_heavy():
    script = (
        "import sys\nfrom watcher.app.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n"
        f"    print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "check" in done.stdout
    assert done.stderr.strip() == "[]"


def test_the_help_lists_commands_in_sections_and_hides_the_plumbing(capsys):
    assert code_of("--help") == 0
    shown = capsys.readouterr().out.partition("Start:")
    assert [line.split()[0] for line in (shown[1] + shown[2]).splitlines() if line[2:3].strip()] == [
        *("Start:", "demo", "init", "connect", "run"),
        *("Aim:", "check", "explain", "backtest"),
        *("Look:", "stories", "search", "digest", "feeds"),
        *("Keep:", "correct", "doctor", "outbox", "subscribers", "backup"),
    ]


def test_plumbing_answers_though_it_is_not_listed(fakes):
    assert code_of("once") == 3


def test_a_misspelt_command_is_told_the_one_meant(fakes, capsys):
    assert code_of("storys") == 2
    assert "there is no command `storys` (did you mean `stories`?)" in capsys.readouterr().err


def test_the_help_of_a_command_is_the_line_in_the_list(fakes, capsys):
    assert code_of("outbox", "--help") == 0
    assert next(entry.help for entry in COMMANDS if entry.name == "outbox") in capsys.readouterr().out


def test_problems_of_the_users_files_go_to_stderr_and_end_with_1(fakes, capsys):
    assert code_of("outbox") == 1
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "feeds.yaml:4:9: error: unknown key `urll` (did you mean `url`?)\n")


def test_wrong_usage_ends_with_2(fakes, capsys):
    assert code_of("backtest") == 2
    assert "nothing to replay" in capsys.readouterr().err
    assert code_of("run", "--unheard-of") == 2


def test_an_interrupt_ends_as_shells_expect(fakes):
    assert code_of("run") == 130


def test_a_command_is_given_the_clock_in_utc(fakes, capsys):
    assert code_of("stories") == 0
    assert capsys.readouterr().out == "UTC\n"
    assert str(clock().tzinfo) == "UTC"


def test_the_version_is_one_word(capsys):
    assert code_of("--version") == 0
    assert capsys.readouterr().out == f"{__version__}\n"


def test_every_command_of_the_help_can_be_loaded():
    for entry in COMMANDS:
        assert code_of(entry.name, "--help") == 0
