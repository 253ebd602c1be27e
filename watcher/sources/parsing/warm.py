"""Imported once, by the process that all workers are forked from: what is slow at its first use is used there.

The one module that works while it is imported. A language model and a parser of dates take a quarter of a second of
processor time, which each worker would spend again, and memory that forked workers share.
"""

from contextlib import suppress

from watcher.sources.base import UnreadablePage
from watcher.sources.pages.article import Page, read

PAGE = b"""<html><head><title>The ferry is repaired</title></head><body><article><h1>The ferry is repaired</h1>
<p>4 March 2031</p><p>The ferry of Sindo was lifted from the water at noon, and the workers of the yard began.</p>
</article></body></html>"""

with suppress(UnreadablePage):
    read(Page(url="https://port.example/ferry", body=PAGE))
