"""Scale files: those that ship are valid, and what is wrong with another is said."""

from pathlib import Path

import pytest

from functions.reimbursement.rules.__main__ import main
from functions.reimbursement.rules.data import ScaleInvalid, load_scale, read_scale, scale_ids

SHIPPED = Path(__file__).resolve().parents[3] / "functions/reimbursement/rules"

GOOD = """\
id = "test"
name = "Essai"
time_zone = "Europe/Paris"
revenue_of = "venue"
revenue_period = "civil_year"

[[rules]]
id = "first"
group = "standard"
rate = 10_000
up_to_cents = 1_000

[[rules]]
id = "above"
group = "standard"
rate = 9_000
above_cents = 1_000

[[rules]]
id = "books"
group = "book"
rate = 9_500

[[rules]]
id = "nothing"
group = "none"
rate = 0

[sources]
rules = "a test"
"""


def written(folder: Path, text: str, name: str = "test.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_every_scale_that_ships_is_valid() -> None:
    assert scale_ids() == ["fr", "fr-pilot"]
    assert [load_scale(name).id for name in scale_ids()] == scale_ids()


def test_an_unknown_scale_is_named() -> None:
    with pytest.raises(ScaleInvalid, match=r"nosuch\.toml: there is no such scale"):
        load_scale("nosuch")
    with pytest.raises(ScaleInvalid, match="not the file's name"):
        load_scale("../rules/fr")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("rate = 9_000", "rate = 10_001", "rules.1.rate"),
        ("rate = 9_000", 'rate = "much"', "rules.1.rate"),
        ('group = "book"', 'group = "comic"', "rules.2.group"),
        ("name =", "nom =", "name"),
        ('id = "above"', 'id = "first"', "rules: first stands 2 times"),
        ("up_to_cents = 1_000", "up_to_cents = 0", "rules: first: holds for no sale"),
        ("up_to_cents = 1_000", "up_to_cents = 999", "nothing prices a sale of the group"),
        ('group = "none"', 'group = "book"', "nothing prices a sale of the group 'none'"),
        ("above_cents = 1_000", "above_cents = 1_001", "at a revenue of 1001 cents"),
        ("rate = 9_500", "rate = 9_500\nused_from = 2024-01-01", "on 0001-01-01"),
        ("rate = 9_500", "rate = 9_500\nused_before = 2024-01-01", "on 2024-01-01"),
        ("Europe/Paris", "Europe/Lutetia", "time_zone: there is no time zone"),
        ('rules = "a test"', "", "sources: must say where the rules come from"),
        ("[[rules]]", "[[rules", "not TOML"),
    ],
)
def test_a_scale_that_cannot_be_used_is_refused_with_its_field(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, message: str
) -> None:
    path = written(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(ScaleInvalid) as refused:
        read_scale(path)
    assert message in str(refused.value)
    assert main(["check", str(path)]) == 1
    assert message in capsys.readouterr().out


def test_several_rules_that_take_precedence_are_refused(tmp_path: Path) -> None:
    text = GOOD.replace("rate = 9_500", "rate = 9_500\ntakes_precedence = true")
    more = '[[rules]]\nid = "more"\ngroup = "book"\nrate = 9_600\ntakes_precedence = true\n\n'
    path = written(tmp_path, text.replace("[sources]", more + "[sources]"))
    with pytest.raises(ScaleInvalid, match="several take precedence"):
        read_scale(path)


def test_check_prints_the_rules_of_a_good_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(written(tmp_path, GOOD))]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "test.toml: a valid scale: test, Essai"
    assert lines[2].split() == ["above:", "standard", "90.00%,", "above", "10,00", "€"]
    assert len(lines) == 5


def test_check_refuses_a_file_under_another_name_and_one_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(written(tmp_path, GOOD, "other.toml"))]) == 1
    assert "is 'test', not the file's name" in capsys.readouterr().out
    assert main(["check", str(tmp_path / "none.toml")]) == 1
    assert "No such file" in capsys.readouterr().out


def test_check_takes_every_scale_that_ships(capsys: pytest.CaptureFixture[str]) -> None:
    for name in scale_ids():
        assert main(["check", str(SHIPPED / f"{name}.toml")]) == 0
    assert "used before 2021-09-01" in capsys.readouterr().out
