"""What the daily letter looks like: `python bench/mail_pictures.py FOLDER`, PNGs by headless chromium.

Where pngquant is installed they are made small enough to be kept. The four of docs/pictures/ come from here.
"""

import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.channels.editions import a_korean_edition, an_edition, an_empty_edition
from watcher.channels.dress import letter
from watcher.channels.dress.letter import Letterhead
from watcher.channels.parts import messages

EDITIONS = {
    "full-en": an_edition(),
    "full-ko": a_korean_edition(),
    "empty-en": an_empty_edition(),
    "empty-ko": an_empty_edition("ko"),
}
WIDTHS = (360, 640)
HEIGHTS = {"full": (2250, 2040), "empty": (560, 470)}
COLOURS = "24"
SCHEMES = {"light": [], "dark": ["--blink-settings=preferredColorScheme=0"]}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, edition in EDITIONS.items():
        words = messages.words(edition.lang)
        head = Letterhead(name="Sohae Watch", to="reader@example.org", leave="https://watch.example/u/seoul.8c1f")
        page = folder / f"{name}.html"
        page.write_text(letter.html(edition, words, head), "utf-8")
        (folder / f"{name}.txt").write_text(letter.text(edition, words, head), "utf-8")
        for width, height in zip(WIDTHS, HEIGHTS[name.partition("-")[0]], strict=True):
            for scheme, switches in SCHEMES.items():
                shoot(page, folder / f"{name}-{width}-{scheme}.png", width, height, switches)


def shoot(page: Path, picture: Path, width: int, height: int, switches: list[str]) -> None:
    """Chromium makes no window narrower than 500: a frame holds the page at its true width."""
    frame = page.with_suffix(".frame.html")
    frame.write_text(
        '<body style="margin:0;background:#7d8288;display:flex;justify-content:center">'
        f'<iframe src="{page.name}" style="border:0;width:{width}px;height:{height}px"></iframe>'
    )
    window = [f"--window-size={max(width, 500)},{height}", f"--screenshot={picture}"]
    always = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    subprocess.run(["chromium", *always, *window, *switches, frame.as_uri()], check=True, capture_output=True)
    if shutil.which("pngquant"):
        smaller = ["pngquant", "--force", "--nofs", "--speed=1", f"--output={picture}", COLOURS, str(picture)]
        subprocess.run(smaller, check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
