from pathlib import Path

from watcher.app.files.settings import Settings
from watcher.app.running.secret import with_secret


def test_a_secret_is_made_once_and_read_by_its_owner_alone(tmp_path: Path):
    first, again = (with_secret(Settings(state=tmp_path)).secret for _ in range(2))
    assert first == again
    assert len(first) == 64
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_the_operators_secret_is_taken_and_none_is_made(tmp_path: Path):
    assert with_secret(Settings(state=tmp_path, secret="s" * 32)).secret == "s" * 32
    assert list(tmp_path.iterdir()) == []
