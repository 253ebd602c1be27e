"""Whether pip finds a wheel for everything that is locked: `python bench/wheels.py`, a table on stdout.

Asks pip itself, for each Python and machine, with the hashes of requirements.lock; where it refuses the set, each
package alone. A package that has only a source needs a compiler, unless it is pure Python.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

LOCK = Path(__file__).parents[1] / "requirements.lock"
PYTHONS = ("3.11", "3.12", "3.13")
MACHINES = ("x86_64", "aarch64")
PLATFORMS = (
    "manylinux_2_28",
    "manylinux_2_17",
    "manylinux2014",
    "manylinux_2_5",
    "manylinux1",
)  # Debian 12 is glibc 2.36


def main() -> int:
    """Exit code 1 where something is missing."""
    entries = re.split(r"\n(?=\S)", LOCK.read_text("utf-8").strip())
    print(f"{len(entries)} locked packages\n{'':8}" + "".join(f"{machine:>36}" for machine in MACHINES))
    gaps = {(python, machine): missing(entries, python, machine) for python in PYTHONS for machine in MACHINES}
    for python in PYTHONS:
        told = (", ".join(gaps[python, machine]) or "all have wheels" for machine in MACHINES)
        print(f"{python:8}" + "".join(f"{words:>36}" for words in told))
    return 1 if any(gaps.values()) else 0


def missing(entries: list[str], python: str, machine: str) -> list[str]:
    """The packages without a wheel that fits."""
    if finds(entries, python, machine):
        return []
    return [entry.split()[0] for entry in entries if not finds([entry], python, machine)]


def finds(entries: list[str], python: str, machine: str) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder, "asked.txt")
        asked.write_text("\n".join(entries) + "\n", "utf-8")
        platforms = [word for name in PLATFORMS for word in ("--platform", f"{name}_{machine}")]
        command = [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--disable-pip-version-check"]
        command += ["--no-deps", "--only-binary", ":all:", "--ignore-installed", "--target", str(Path(folder, "none"))]
        command += ["--python-version", python, "--implementation", "cp", "--abi", f"cp{python.replace('.', '')}"]
        command += ["--abi", "abi3", "--abi", "none", *platforms, "--require-hashes", "--requirement", str(asked)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
