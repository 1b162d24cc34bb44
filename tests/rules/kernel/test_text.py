"""Texts: what is taken, what is refused, and that the published pattern says the same."""

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from functions.kernel import text
from functions.kernel.field_types import Day, Instant
from functions.kernel.text import TextRule
from functions.kernel.web_addresses import WEB_ADDRESS, fault_of, host_of

KINDS: dict[str, TextRule] = {
    "line": text.line(9),
    "paragraph": text.paragraph(9),
    "code": text.code(9),
    "name": text.name(9),
    "email": text.EMAIL,
}
EVERY_KIND = pytest.mark.parametrize("kind", KINDS)
_CHARACTERS = (
    "aZé œ@.-’9\t\n\r\x00\x7f\x85\xa0\xad\u0301\u061c\u115f\u180e\u200b\u200d\u200e\u2028\u202e"
    "\u034f\u2066\u2800\u3164\ufe0f\ufeff\uffa0\U0001d173\U000e0001\U000e0067\U000e01efДの❤𠀀"
)


def is_taken(rule: TextRule, sent: str) -> bool:
    try:
        rule.read(sent)
    except ValueError:
        return False
    return True


@EVERY_KIND
@given(sent=st.text(st.sampled_from(_CHARACTERS), max_size=14) | st.text(max_size=14))
def test_a_text_is_taken_exactly_where_the_published_pattern_says_so(kind: str, sent: str) -> None:
    rule = KINDS[kind]
    fits = rule.max_length is None or len(sent) <= rule.max_length
    assert is_taken(rule, sent) == (fits and re.search(rule.pattern, sent) is not None)


def test_what_goes_from_both_ends_is_what_the_published_pattern_lets_stand_there() -> None:
    rule = TextRule(None, "a", "an a")
    pattern = re.compile(rule.pattern)
    for number in (*range(0x10000), *range(0xE0000, 0xE0200), 0x1BCA0, 0x1D173, 0x1F600):
        for sent in (f"{chr(number)}a", f"a{chr(number)}"):
            assert is_taken(rule, sent) == (pattern.search(sent) is not None), ascii(sent)


@EVERY_KIND
@given(sent=st.text(st.sampled_from(_CHARACTERS), max_size=14))
def test_a_clean_text_is_taken_as_it_is(kind: str, sent: str) -> None:
    if is_taken(KINDS[kind], sent):
        clean = KINDS[kind].read(sent)
        assert KINDS[kind].read(clean) == clean


@EVERY_KIND
@pytest.mark.parametrize(
    "sent", ["", " ", "\u200b\u3164", "\ufeff", "\u2800", "\uffa0", "\U000e0001"]
)
def test_a_text_that_shows_nothing_is_refused(kind: str, sent: str) -> None:
    assert not is_taken(KINDS[kind], sent)


@EVERY_KIND
@pytest.mark.parametrize("turning", "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069")
def test_a_text_that_changes_its_direction_is_refused(kind: str, turning: str) -> None:
    assert not is_taken(KINDS[kind], f"{turning}a@b")


@pytest.mark.parametrize("kind", ["line", "code", "name"])
def test_what_shows_nothing_goes_from_the_ends(kind: str) -> None:
    assert KINDS[kind].read("\ufeff A-1\U000e0001\r\n\U000e0080") == "A-1"


def test_joiners_inside_a_text_and_styles_at_its_end_stay() -> None:
    assert text.line(9).read("👩\u200d🎓") == "👩\u200d🎓"
    assert text.line(9).read("می\u200cخواهم") == "می\u200cخواهم"
    assert text.line(9).read("❤\ufe0f") == "❤\ufe0f"
    flag = "🏴\U000e0067\U000e0062\U000e0065\U000e007f"
    assert text.line(9).read(flag) == flag


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\u2028", "\u2029"])
def test_line_ends_are_line_feeds_before_a_paragraph_is_judged_and_counted(end: str) -> None:
    assert text.paragraph(9).read(f"Ligne 1{end}2{end}") == "Ligne 1\n2"
    assert not is_taken(text.paragraph(9), f"Ligne 1{end}23")


@pytest.mark.parametrize("hidden", ["\u200b", "\u200d", "\u00ad", "\u00a0", "\t"])
def test_nothing_is_hidden_inside_a_code(hidden: str) -> None:
    assert not is_taken(text.code(9), f"A{hidden}1")


@pytest.mark.parametrize("name", ["Ana", "Nœlx", "Łukasz", "Þór", "D’Arc-Ley", "Nguyễn", "J. R."])
def test_a_name_in_latin_letters_is_taken(name: str) -> None:
    assert text.name(100).read(name) == name


@pytest.mark.parametrize("name", ["Иван", "Αna", "田中", "٣", "-", "2", "❤", "Ana❤", "Aㅤna"])
def test_any_other_name_is_refused(name: str) -> None:
    assert not is_taken(text.name(100), name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cœlia Nœlx", "Coelia Noelx"),
        ("Søren", "SOREN"),
        ("Łukasz", "Lukasz"),
        ("Þór", "Thor"),
        ("Æsa", "aesa"),
        ("Đặng", "dang"),
        ("Straße", "STRASSE"),
        ("Işıl", "isil"),
        ("e\u0301te\u0301", "été"),
        ("ﬁn", "fin"),
    ],
)
def test_names_and_words_compare_without_accents_strokes_and_ligatures(
    one: str, other: str
) -> None:
    assert text.without_accents(one) == text.without_accents(other)


WEB_ADDRESSES = {
    "https://x.test:99999/": "port",
    "https://x.test:0/": "port",
    "https://x.test:/": "port",
    "https://.": "host",
    "https://user:pw@x.test/": "user",
    "https://x.test@evil.test/": "user",
    "https://x.test\\@evil.test": "characters",
    "https://x.test/\u202ez": "characters",
    "https://x.test/\u200bz": "characters",
    "https://x.test/a b": "characters",
    "https://x.test/\x00z": "characters",
    "https://localhost/": "host",
    "https://localhost./": "host",
    "https://127.0.0.1/": "host",
    "https://127.0.0.0x1/": "host",
    "https://2130706433/": "host",
    "https://[::1]/": "host",
    "https://１２７.０.０.１/": "host",
    "https://x..test": "host",
    "https://-x.test": "host",
    "https://x%2etest/": "host",
    "ftp://x.test": "scheme",
    "javascript:alert(1)": "scheme",
    "https:x.test": "scheme",
    "x.test": "scheme",
    "https://x.test/" + "a" * 1_600: "length",
}


@pytest.mark.parametrize("address", WEB_ADDRESSES)
def test_a_web_address_that_misleads_or_leads_nowhere_is_refused(address: str) -> None:
    assert fault_of(address) == WEB_ADDRESSES[address]
    assert re.search(text.published(WEB_ADDRESS), address) is None


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://x.test", "x.test"),
        ("HTTPS://X.test:65535/@u?a=b@c#d", "x.test"),
        ("http://théâtre-de-l-île.fr/été", "théâtre-de-l-île.fr"),
        ("https://xn--thtre-zsa9b.fr?x", "xn--thtre-zsa9b.fr"),
    ],
)
def test_any_other_web_address_is_taken_and_its_host_named(address: str, host: str) -> None:
    assert fault_of(address) is None
    assert re.search(text.published(WEB_ADDRESS), address)
    assert host_of(address) == host


@pytest.mark.parametrize(
    "sent",
    [
        *("2027-05-01", "2027-05-01T10:00Z", "2027-05-01T10:00:00", "2027-W17-6T10:00:00Z"),
        *("1800000000", "20270501T100000Z", "2027-05-01T10:00:00,5Z", 1800000000),
    ],
)
def test_an_instant_is_written_as_rfc_3339_has_it(sent: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Instant).validate_python(sent)
    noon = datetime(2027, 5, 1, 12, tzinfo=UTC)
    assert TypeAdapter(Instant).validate_python("2027-05-01T14:00:00.000+02:00") == noon


@pytest.mark.parametrize(
    "sent",
    ["1244246400", "0", "2008-5-1", "20080501", "2008-05-01T00:00:00Z", "2008-02-30", 1244246400],
)
def test_a_day_is_a_full_date(sent: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Day).validate_python(sent)
    assert TypeAdapter(Day).validate_python("2008-05-01") == date(2008, 5, 1)
