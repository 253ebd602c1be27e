"""What an article states that survives translation: numbers, hours, days, and names by their consonants."""

import re
from datetime import date, timedelta
from unicodedata import normalize

_MONTHS = (
    "jan january enero janeiro января януари",
    "feb february febrero fevereiro февраля февруари",
    "mar march marzo março марта март",
    "apr april abril апреля април",
    "may mayo maio мая май",
    "jun june junio junho июня юни",
    "jul july julio julho июля юли",
    "aug august agosto августа август",
    "sep sept september septiembre setembro сентября септември",
    "oct october octubre outubro октября октомври",
    "nov november noviembre novembro ноября ноември",
    "dec december diciembre dezembro декабря декември",
)
_WEEKDAYS = (
    "monday lunes понедельник понеделник segunda-feira",
    "tuesday martes вторник terça-feira",
    "wednesday miércoles среду среда сряда quarta-feira",
    "thursday jueves четверг четвъртък quinta-feira",
    "friday viernes пятницу пятница петък sexta-feira",
    "saturday sábado субботу суббота събота",
    "sunday domingo воскресенье неделя",
)
_MONTH = {word: number for number, words in enumerate(_MONTHS, start=1) for word in words.split()}
_WEEKDAY = {word: number for number, words in enumerate(_WEEKDAYS) for word in words.split()}
_MONTH_WORD = "|".join(sorted(_MONTH, key=len, reverse=True))
_DAY = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?: de)? (?P<month>{_MONTH_WORD})\b"
    rf"|\b(?P<month_first>{_MONTH_WORD})\.? (?P<day_second>\d{{1,2}})\b"
    r"|(?P<month_number>\d{1,2})[月월] ?(?P<day_third>\d{1,2})[日일]"
    r"|(?<!\d)(?P<day_alone>\d{1,2})[日일](?!間|간)"
    rf"|\b(?P<weekday>{'|'.join(_WEEKDAY)})\b"
)
_HOUR = re.compile(r"(?<!\d)(\d{1,2})(?:[:h]|시 ?|時|时)(\d\d)(?!\d)")
_NUMBER = re.compile(r"\d+(?:[., \u00a0]\d{3}(?!\d))*(?:[.,]\d+)?")
_NAME = re.compile(r"[A-ZÀ-ÝА-Я][a-zß-ÿа-яё]{2,}")

_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
_AS_LATIN = "abvgdejziiklmnoprstufhccssaiaeuae"  # one letter each: vowels are not heard anyway
_SOUNDS = str.maketrans(_CYRILLIC + "qzx", _AS_LATIN + "kss")
_TWICE = re.compile(r"(.)\1+")
_SILENT = str.maketrans("", "", "aeiouhwyjv")
LONGEST_NAME, SHORTEST_NAME = 5, 3  # consonants


def numbers(text: str) -> set[str]:
    """Hours as `8:47` on a dial of twelve, numbers without the marks of thousands: `17 000`, `17,000` are `17000`."""
    hours = {f"{int(hour) % 12}:{minute}" for hour, minute in _HOUR.findall(text)}
    return hours | {_plain(number) for number in _NUMBER.findall(text)}


def days(text: str, *, arrived: date) -> set[str]:
    """Days as `4-14` (month, day); a weekday is the last one before the text arrived."""
    return {day for found in _DAY.finditer(text.lower()) if (day := _day(found.groupdict(), arrived))}


def stated(text: str) -> tuple[tuple[tuple[int, int], ...], tuple[str, ...]]:
    """Days named by month and number, and the numbers outside them as written, each once, in their order."""
    lowered = text.lower() if len(text.lower()) == len(text) else text
    named = [found for found in _DAY.finditer(lowered) if not found["weekday"] and not found["day_alone"]]
    rest, end = "", 0
    for found in named:
        rest, end = f"{rest}{text[end : found.start()]} ", found.end()
    days = (_month_and_day(found.groupdict()) for found in named)
    return tuple(dict.fromkeys(days)), tuple(dict.fromkeys(_NUMBER.findall(rest + text[end:])))


def _month_and_day(found: dict[str, str | None]) -> tuple[int, int]:
    if found["month_number"]:
        return int(found["month_number"]), int(found["day_third"] or 0)
    return _MONTH[found["month"] or found["month_first"] or ""], int(found["day"] or found["day_second"] or 0)


def names(text: str) -> set[str]:
    """Capitalised words by the consonants that most transliterations share: Чхольсан and Cholsan are `clsn`."""
    return {name for word in set(_NAME.findall(text)) if len(name := _consonants(word)) >= SHORTEST_NAME}


def _plain(number: str) -> str:
    whole = re.sub(r"[., \u00a0](?=\d{3}(?!\d))", "", number)
    return whole.replace(",", ".")


def _day(found: dict[str, str | None], arrived: date) -> str | None:
    if found["weekday"]:
        back = (arrived.weekday() - _WEEKDAY[found["weekday"]]) % 7
        then = arrived - timedelta(days=back)
        return f"{then.month}-{then.day}"
    if found["day_alone"]:
        month = arrived.month if int(found["day_alone"]) <= arrived.day + 1 else (arrived.month - 2) % 12 + 1
        return f"{month}-{int(found['day_alone'])}"
    month, day = _month_and_day(found)
    return f"{month}-{day}"


def _consonants(word: str) -> str:
    heard = word.lower().translate(_SOUNDS)
    if not heard.isascii():
        heard = "".join(letter for letter in normalize("NFD", heard) if letter < "\u0300")
    return _TWICE.sub(r"\1", heard[:1] + heard[1:].translate(_SILENT))[:LONGEST_NAME]
