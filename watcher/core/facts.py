"""The numbers, dates and names an article states: what may be new in a story that is already known."""

import re

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_NUMBER = re.compile(rf"{_MONTH} \d{{1,2}}\b|\b\d{{1,2}} {_MONTH}|\b\d+(?:[.,]\d+)*")
# A capital proves a name only inside a sentence.
_NAME = re.compile(r"(?<=[\w,;:–—] )[^\W\d_a-z]\w+(?:[ -][^\W\d_a-z]\w+)*")


def facts(title: str, text: str) -> tuple[str, ...]:
    """Numbers, days (`9 July`) and names, as written, each once, the headline's numbers first.

    A name is a run of capitalised words inside a sentence of the text; scripts without capitals give none.
    """
    stated = (
        _NUMBER.findall(title) + _NUMBER.findall(text) + [name for name in _NAME.findall(text) if name[0].isupper()]
    )
    return tuple(dict.fromkeys(stated))
