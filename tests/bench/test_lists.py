"""The benchmark of lists measures every list of the API, and passes over no page that grows."""

from dataclasses import replace
from pathlib import Path

from bench.lists import ELSEWHERE, NOT_STORED, Page, grown, lists, measure

GOOD = Page("sqlite", "/v1/acts", 10, items=5, has_more=True, reads=8, trips=3)


def test_a_page_of_every_list_reads_the_same_among_ten_times_more(tmp_path: Path) -> None:
    pages = measure(tmp_path / "lists", "sqlite", 6)
    assert grown(pages) == []
    skipped = {path for _, path in (*ELSEWHERE, *NOT_STORED)}
    assert {page.path for page in pages} == {path for _, path in lists()} - skipped
    assert {*ELSEWHERE, *NOT_STORED} <= {*lists()}


def test_page_that_grows_or_shows_nothing_misses_a_bar() -> None:
    more = replace(GOOD, copies=100)
    assert grown([GOOD, more]) == []
    assert len(grown([GOOD, replace(more, reads=9)])) == 1
    assert len(grown([GOOD, replace(more, trips=4)])) == 1
    assert len(grown([GOOD, replace(more, has_more=False)])) == 1
    assert len(grown([replace(GOOD, items=0)])) == 1
