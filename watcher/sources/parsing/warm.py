"""Reads one page while it is imported, so that whatever is slow at its first use is loaded by then.

The process that all workers are forked from imports it once. Without it each worker would load the language model and
the parser of dates for itself: a quarter of a second of processor time, and memory that forked workers share.
"""

from contextlib import suppress

from watcher.sources.base import UnreadablePage
from watcher.sources.pages.article import Page, read

PAGE = b"""<html><head><title>The ferry is repaired</title></head><body><article><h1>The ferry is repaired</h1>
<p>4 March 2031</p><p>The ferry of Sindo was lifted from the water at noon, and the workers of the yard began.</p>
</article></body></html>"""

with suppress(UnreadablePage):
    read(Page(url="https://port.example/ferry", body=PAGE))
