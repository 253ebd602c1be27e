"""What an article states that survives translation: numbers, hours, days, and names by their consonants."""

import re
from datetime import date, timedelta
from unicodedata import normalize

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
_HAN = "\u3000"  # scripts from here on set no spaces between words
_MONTH_WORD = "|".join(sorted(_MONTH, key=len, reverse=True))
_DAY = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:er|\.)?(?: de)? (?P<month>{_MONTH_WORD})\b"
    rf"|\b(?P<month_first>{_MONTH_WORD})\.? (?P<day_second>\d{{1,2}})\b"
    r"|(?P<month_number>\d{1,2})[月월] ?(?P<day_third>\d{1,2})[日일]"
    r"|(?<!\d)(?P<day_alone>\d{1,2})[日일](?!間|간)"
    rf"|\b(?P<weekday>{'|'.join(word for word in _WEEKDAY if word[0] < _HAN)})\b"
    rf"|(?P<weekday_written>{'|'.join(word for word in _WEEKDAY if word[0] >= _HAN)})"
)
_TIMES = {  # ten to the power of
    **dict.fromkeys(("thousand", "тыс", "тысяч", "хиляди", "mil", "mille", "tausend", "천", "千"), 3),
    **dict.fromkeys(("万", "萬", "만"), 4),
    **dict.fromkeys(("million", "millones", "milhões", "milioni", "миллион", "милион", "млн", "مليون"), 6),
    **dict.fromkeys(("億", "亿", "억"), 8),
    **dict.fromkeys(("billion", "milliard", "miliardi", "миллиард", "милиард", "млрд", "مليار"), 9),
}
_HOUR = re.compile(r"(?<!\d)(\d{1,2})(?:[:h]|시 ?|時|时)(\d\d)(?!\d)")
_NUMBER = re.compile(
    r"(\d+(?:[., \u00a0]\d{3}(?!\d))*(?:[.,]\d+)?)"
    rf"(?:[ \u00a0-]?({'|'.join(sorted(_TIMES, key=len, reverse=True))})(?:(?<=[^a-zа-я])(\d{{1,4}})(?!\d))?)?"
)
_NAME = re.compile(r"[A-ZÀ-ÝА-Я][a-zß-ÿа-яё]{2,}")

_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
_AS_LATIN = "abvgdejziiklmnoprstufhccssaiaeuae"  # one letter each: vowels are not heard anyway
_SOUNDS = str.maketrans(_CYRILLIC + "qzx", _AS_LATIN + "kss")
_TWICE = re.compile(r"(.)\1+")
_SILENT = str.maketrans("", "", "aeiouhwyjv")
LONGEST_NAME, SHORTEST_NAME = 5, 3  # consonants


def numbers(text: str) -> set[str]:
    """Hours as `8:47` on a dial of twelve, numbers without the marks of thousands: `17 000`, `17,000` are `17000`.

    The numbers of days are none: everybody names the day.
    """
    text = _DAY.sub(" ", text.lower())
    hours = {f"{int(hour) % 12}:{minute}" for hour, minute in _HOUR.findall(text)}
    return hours | {_plain(*number) for number in _NUMBER.findall(text)}


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


def _plain(number: str, times: str = "", rest: str = "") -> str:
    plain = re.sub(r"[., \u00a0](?=\d{3}(?!\d))", "", number).replace(",", ".")
    return f"{float(plain) * 10 ** _TIMES[times] + int(rest or 0):.0f}" if times else plain


def _day(found: dict[str, str | None], arrived: date) -> str | None:
    if weekday := found["weekday"] or found["weekday_written"]:
        back = (arrived.weekday() - _WEEKDAY[weekday]) % 7
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
