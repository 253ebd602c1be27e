"""A text that came through a scanner, read once more with a blurred eye: lau nch, Launch-\\ning, frorn, Iaunch, 發射揚.

Letters and signs that a scanner takes for each other are one, and no gap parts words; what is looked for is blurred
likewise. That reading spoils words that are right, so it stands beside the text and not in its place, and only where
digits among letters, words parted at the ends of lines, or signs spaced out tell that a scanner or a page's columns
have been at it.
"""

import re
from dataclasses import dataclass

from watcher.core.words.fold import Folded
from watcher.core.words.script import is_spaced

# Letters; a sign of kana beside that of Han, small kana beside large; then Han by its parts.
_LOOK_ALIKE = """
li1|! o0 s5 ce nuh з3
力カ 口ロ 工エ 二ニ 八ハ 夕タ 卜ト 一ー 千チ于干 匕ヒ へヘ りリ べベ ぺペ ツッシ ヤャ ユュ ヨョ アァ イィ ウゥ
ォオ つっ やゃ ゆゅ よょ ンソ 星屋 庁疔 己已巳 未末 土士 日曰目 大太犬 衛衡衞 間問聞 島鳥 西酉 宇字 東束柬 倉食
場揚湯 水氷永 王玉 今令 官宮宫 发友 员貝 入人 软轨软 里裡
"""
_BLURRED = {ord(sign): alike[0] for alike in _LOOK_ALIKE.split() for sign in alike}
_SIGNS = "가-힣\u3041-\u30fa\u30fc\u4e00-\u9fff"
_LETTER = f"[^\\W\\d_{_SIGNS}]"
_GAP = f"(?<={_LETTER})[ -]{{1,2}}(?={_LETTER})|(?<=[{_SIGNS}]) (?=[{_SIGNS}])"
_CYRILLIC = dict(zip("aceopxykmtbh0", "асеорхукмтвно", strict=True))  # a Latin letter, and the one that looks so
_AMONG_CYRILLIC = "[aceopxykmtbh0]++(?=[а-я]{2})|(?<=[а-я]{2})[aceopxykmtbh0]++"
_SEEN_AS = {"rn": "m", "vv": "w"}
_SLIPS = re.compile(f"{_GAP}|{_AMONG_CYRILLIC}|{'|'.join(_SEEN_AS)}")
_LAST_PIECE = re.compile("(?<=[ -])[^ -]*$")
_SHORTEST = 5  # letters of a word that may have been torn: "a re a" is no area
_SHORTEST_OF_SIGNS = 2
_LONG = 9  # letters that hardly meet by chance
_SHORTEST_REAR = 3  # of its last piece, where that goes on: `satel*` is not in "sat elsewhere"


@dataclass(frozen=True, slots=True)
class Blurred:
    """Another reading of a folded text; `starts` and `ends` are the folded offsets of each of its characters."""

    folded: Folded
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def mends(self, start: int, stop: int) -> bool:
        """Whether its characters start..stop may be a word, and are more than parts of other words."""
        text, first, last = self.folded.text, self.starts[start], self.ends[stop - 1]
        if not is_spaced(text[first]):
            return stop - start >= _SHORTEST_OF_SIGNS
        if stop - start < _SHORTEST or text[first - 1 : first].isalnum():
            return False
        if stop - start >= _LONG or not text[last : last + 1].isalnum():
            return True
        rear = _LAST_PIECE.search(text[first:last])
        return rear is None or len(rear[0]) >= _SHORTEST_REAR


def blurred(folded: Folded) -> Blurred | None:
    """None of a text that came through no scanner."""
    if not folded.is_scan:
        return None
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for found in _SLIPS.finditer(folded.text):
        first, last = found.span()
        read = _read(found[0])
        letters += (folded.text[done:first], read)
        starts += (*range(done, first), *(first for _ in read))
        ends += (*range(done + 1, first + 1), *(last for _ in read))
        done = last
    letters.append(folded.text[done:])
    rest = len(folded.text)
    text = "".join(letters).translate(_BLURRED)
    return Blurred(folded, text, (*starts, *range(done, rest)), (*ends, *range(done + 1, rest + 1)))


def blur(spelling: str) -> str:
    """What a spelling comes to in such a reading."""
    return _SLIPS.sub(lambda found: _read(found[0]), spelling).translate(_BLURRED)


def _read(slip: str) -> str:
    return _SEEN_AS.get(slip) or "".join(_CYRILLIC.get(letter, "") for letter in slip)
