"""What is remembered of an article's gist."""

from array import array

from hypothesis import given
from hypothesis import strategies as st

from watcher.core.stories.fingerprint import WHOLE, Fingerprint, code
from watcher.core.stories.gist import Gist
from watcher.core.stories.trace import Trace

codes = st.integers(0, 2**32 - 1)
runs = st.lists(st.integers(0, 2**16 - 1), max_size=9).map(lambda row: array("H", row))
facts = st.frozensets(st.sampled_from(["3-3", "3-4", "92", "14:05", "7000"]))
prints = st.lists(st.tuples(codes, st.integers(0, WHOLE)), max_size=9).map(
    lambda pairs: Fingerprint(array("I", [term for term, _ in pairs]), array("H", [weight for _, weight in pairs]))
)
gists = st.builds(
    Gist,
    outlet=codes,
    tongue=st.sampled_from(["", "ko"]),
    is_report=st.booleans(),
    is_matched=st.booleans(),
    length=st.integers(0, 20_000),
    words=prints,
    anchors=prints,
    title=prints,
    days=facts,
    numbers=facts,
    names=facts,
    shingles=runs,
    opening=runs,
    wording=st.none() | st.integers(1, 2**64 - 1),
)


@given(gists)
def test_a_trace_keeps_all_that_a_gist_says(gist: Gist) -> None:
    trace = Trace(gist)
    alike = "outlet", "tongue", "is_report", "is_matched", "length", "words", "anchors", "title", "shingles", "opening"
    for name in alike:
        assert getattr(trace, name) == getattr(gist, name)
    assert trace.wording == gist.wording
    assert set(trace.days) == set(map(code, gist.days))
    assert set(trace.numbers) == set(map(code, gist.numbers))
    assert set(trace.names) == set(map(code, gist.names))
    assert (trace.word_codes, trace.anchor_codes) == (gist.words.terms, gist.anchors.terms)
    assert trace.telling == gist.words.terms + gist.anchors.terms
