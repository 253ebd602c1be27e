"""The secret that seals our links: the operator's, or one made at the first start and kept in the state."""

import os
import secrets
from dataclasses import replace
from pathlib import Path

from watcher.app.files.settings import Settings

FILE = "secret"  # in the state folder, readable by its owner alone
BYTES = 32


def with_secret(settings: Settings) -> Settings:
    """The settings with a secret. The state folder must be there."""
    return settings if settings.secret else replace(settings, secret=_kept(settings.state / FILE))


def _kept(path: Path) -> str:
    """The kept secret, made first if there is none: whole or not at all, for every link ever sent depends on it."""
    if not path.exists():
        draft = path.with_suffix(".new")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(BYTES))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    return path.read_text("ascii").strip()
