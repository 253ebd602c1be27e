"""What an article states that survives translation: numbers, hours, days, and names by their consonants."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from unicodedata import normalize

from watcher.core.news import Article
from watcher.core.words.text import plain

_MONTHS = (
    "jan january enero janeiro января януари januar janvier gennaio januari يناير січня",
    "feb february febrero fevereiro февраля февруари februar février febbraio februari فبراير лютого",
    "mar march marzo março марта март märz mars maart مارس березня",
    "apr april abril апреля април avril aprile أبريل квітня",
    "may mayo maio мая май mai maggio mei مايو травня",
    "jun june junio junho июня юни juni juin giugno يونيو червня",
    "jul july julio julho июля юли juli juillet luglio يوليو липня",
    "aug august agosto августа август août augustus أغسطس серпня",
    "sep sept september septiembre setembro сентября септември septembre settembre سبتمبر вересня",
    "oct october octubre outubro октября октомври oktober octobre ottobre أكتوبر жовтня",
    "nov november noviembre novembro ноября ноември novembre نوفمبر листопада",
    "dec december diciembre dezembro декабря декември dezember décembre dicembre ديسمبر грудня",
)
_WEEKDAYS = (
    "monday lunes понедельник понеделник segunda-feira montag lundi lunedì maandag الاثنين 월요일 月曜 周一 星期一",
    "tuesday martes вторник terça-feira dienstag mardi martedì dinsdag الثلاثاء 화요일 火曜 周二 星期二",
    "wednesday miércoles среду среда сряда quarta-feira mittwoch mercredi mercoledì "
    "woensdag الأربعاء 수요일 水曜 周三 星期三",
    "thursday jueves четверг четвъртък quinta-feira donnerstag jeudi giovedì donderdag الخميس 목요일 木曜 周四 星期四",
    "friday viernes пятницу пятница петък sexta-feira freitag vendredi venerdì vrijdag الجمعة 금요일 金曜 周五 星期五",
    "saturday sábado субботу суббота събота samstag samedi sabato zaterdag السبت 토요일 土曜 周六 星期六",
    "sunday domingo воскресенье sonntag dimanche domenica zondag الأحد 일요일 日曜 周日 星期日",
)
_MONTH = {word: number for number, words in enumerate(_MONTHS, start=1) for word in words.split()}
_WEEKDAY = {word: number for number, words in enumerate(_WEEKDAYS) for word in words.split()}
_CALENDAR = _MONTH.keys() | _WEEKDAY.keys()
_WEEKDAYS_UNSPACED = tuple(word for word in _WEEKDAY if word >= "\u3000")
_WORD = re.compile(r"[^\W\d_]+(?:-feira)?")
_ASCII_WORD = re.compile(r"[a-z]+(?:-feira)?")  # twice as fast
_BEFORE = re.compile(r"([^\W\d_]+)\.? $")  # March 4
_AFTER = re.compile(r"(?:er|\.)?(?: de)? ?([^\W\d_]+)")  # 4 March, 1er mars, 4 de março
_MONTH_AND_DAY = re.compile(r"[月월] ?(\d{1,2})[日일]")
_DAY_ALONE = re.compile(r"[日일](?![間간])")

_TIMES = {  # ten to the power of
    **dict.fromkeys(("thousand", "тыс", "тысяч", "хиляди", "mil", "mille", "tausend", "천", "千"), 3),
    **dict.fromkeys(("万", "萬", "만"), 4),
    **dict.fromkeys(("million", "millones", "milhões", "milioni", "миллион", "милион", "млн", "مليون"), 6),
    **dict.fromkeys(("億", "亿", "억"), 8),
    **dict.fromkeys(("billion", "milliard", "miliardi", "миллиард", "милиард", "млрд", "مليار"), 9),
}
# Both begin with one digit, not with a run or a look back: what begins with one class of characters is found five times
# faster.
_HOUR = re.compile(r"(\d(?<!\d\d)\d?)(?:[:h]|시 ?|時|时)(\d\d)(?!\d)")
_PARTS_HOURS = (":", "h", "시", "時", "时")  # from minutes; looked for first, since few numbers are hours
_NUMBER = re.compile(
    r"(\d\d*(?:[., \u00a0]\d{3}(?!\d))*(?:[.,]\d+)?)"
    rf"(?:[ \u00a0-]?({'|'.join(sorted(_TIMES, key=len, reverse=True))})(?:(?<=[^a-zа-я])(\d{{1,4}})(?!\d))?)?"
)
_NAME = re.compile(r"[A-ZÀ-ÝА-Я][a-zß-ÿа-яё]{2,}")

_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
_AS_LATIN = "abvgdejziiklmnoprstufhccssaiaeuae"  # one letter each: vowels are not heard anyway
_SOUNDS = str.maketrans(_CYRILLIC + "qzx", _AS_LATIN + "kss")
_TWICE = re.compile(r"(.)\1+")
_SILENT = str.maketrans("", "", "aeiouhwyjv")
_MEMO = 4096  # names remembered: about as many as the news of a week has
LONGEST_NAME, SHORTEST_NAME = 5, 3  # consonants
_LEAP = 2024
SEOUL = timedelta(hours=9)  # ahead of UTC


def numbers(text: str) -> set[str]:
    """Hours as `8:47` on a dial of twelve, numbers without the marks of thousands: `17 000`, `17,000` are `17000`.

    The numbers of days are none: everybody names the day.
    """
    written = list(_NUMBER.finditer(text))
    dated = {place for places, *_ in _dated(text, written) for place in places}
    found = {_plain(*number.groups("")) for number in written if number.start() not in dated}
    if any(text.startswith(_PARTS_HOURS, number.end()) for number in written):
        found.update(f"{int(hour) % 12}:{minute}" for hour, minute in _HOUR.findall(text))
    return found


def day_of(article: Article) -> date:
    """The day in Seoul: most events happen near there, so it is the day that reports name."""
    return (article.seen_at + SEOUL).date()


def days(text: str, *, arrived: date) -> set[str]:
    """Days as `4-14` (month, day); a weekday is the last one before the text arrived."""
    lowered = text.lower()
    is_plain = plain(text).isascii()
    named = _WEEKDAY.keys() & set((_ASCII_WORD if is_plain else _WORD).findall(lowered))
    if not is_plain:
        named |= {word for word in _WEEKDAYS_UNSPACED if word in lowered}
    dated = {f"{month or _of_late(day, arrived)}-{day}" for _, month, day in _dated(text, _NUMBER.finditer(text))}
    return dated | {_last(weekday, arrived) for weekday in named}


def calendar_day(month: int, day: int) -> date | None:
    """In a year that has every day; None of one that no calendar has."""
    try:
        return date(_LEAP, month, day)
    except ValueError:
        return None


def stated(text: str) -> tuple[tuple[tuple[int, int], ...], tuple[str, ...]]:
    """Days named by month and number, and the numbers outside them as written, each once, in their order."""
    written = list(_NUMBER.finditer(text))
    found = [day for day in _dated(text, written) if day[1]]
    dated = {place for places, *_ in found for place in places}
    numbers = (number[1] for number in written if number.start() not in dated)
    return tuple(dict.fromkeys((month, day) for _, month, day in found)), tuple(dict.fromkeys(numbers))


def names(text: str) -> set[str]:
    """Capitalised words by the consonants that most transliterations share: Чхольсан and Cholsan are `clsn`.

    Names of days and months name nothing here: `days` reads those.
    """
    named = (word for word in set(_NAME.findall(text)) if word.lower() not in _CALENDAR)
    return {name for word in named if len(name := _consonants(word)) >= SHORTEST_NAME}


def _plain(number: str, times: str = "", rest: str = "") -> str:
    plain = re.sub(r"[., \u00a0](?=\d{3}(?!\d))", "", number).replace(",", ".")
    return f"{float(plain) * 10 ** _TIMES[times] + int(rest or 0):.0f}" if times else plain


def _dated(text: str, written: Iterable[re.Match[str]]) -> Iterator[tuple[tuple[int, ...], int, int]]:
    """The days among the numbers: where each begins, its month (0 for `14日` alone) and the day."""
    after_month = -1
    for found in written:
        number, start, end = found[1], found.start(), found.end(1)
        if len(number) > 2 or not number.isdecimal():
            continue
        if both := _MONTH_AND_DAY.match(text, end):
            after_month = both.start(1)
            yield (start, after_month), int(number), int(both[1])
        elif month := _month_beside(text, start, end):
            yield (start,), month, int(number)
        elif start != after_month and _DAY_ALONE.match(text, end):
            yield (start,), 0, int(number)


def _month_beside(text: str, start: int, end: int) -> int:
    after, before = _AFTER.match(text, end), _BEFORE.search(text, max(0, start - 12), start)
    return (_MONTH.get(after[1].lower(), 0) if after else 0) or (_MONTH.get(before[1].lower(), 0) if before else 0)


def _of_late(day: int, arrived: date) -> int:
    """The month in which this day of the month was last, counted from when the text arrived."""
    return arrived.month if day <= arrived.day + 1 else (arrived.month - 2) % 12 + 1


def _last(weekday: str, arrived: date) -> str:
    then = arrived - timedelta(days=(arrived.weekday() - _WEEKDAY[weekday]) % 7)
    return f"{then.month}-{then.day}"


@lru_cache(_MEMO)
def _consonants(word: str) -> str:
    heard = word.lower().translate(_SOUNDS)
    if not heard.isascii():
        heard = "".join(letter for letter in normalize("NFD", heard) if letter < "\u0300")
    return _TWICE.sub(r"\1", heard[:1] + heard[1:].translate(_SILENT))[:LONGEST_NAME]
