"""What people paste and type is read as they mean it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from projects.forms.paste import LineError, read_day, read_lines
from trusts.forms import no_patients


@pytest.mark.parametrize(
    "text",
    [
        "06/01/2025",
        "6/1/25",
        "2025-01-06",
        "2025-01-06 00:00:00",
        "6 Jan 2025",
        "6 January 2025",
        "06.01.2025",
        "6-Jan-25",
    ],
)
def test_dates_as_spreadsheets_write_them(text: str) -> None:
    assert read_day(text) == date(2025, 1, 6)


@pytest.mark.parametrize("text", ["13/13/2025", "Monday", "45663", ""])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(LineError, match="is not a date"):
        read_day(text)


@pytest.mark.parametrize("line", ["06/01/2025\t12.5", "06/01/2025;12.5", "06/01/2025, 12.5", "06/01/2025   12.5"])
def test_columns_however_they_are_parted(line: str) -> None:
    assert [
        (entry.entry.measured_on, entry.entry.value) for entry in read_lines(line, counts=False) if entry.entry
    ] == [(date(2025, 1, 6), Decimal("12.5"))]


@pytest.mark.parametrize(
    ("text", "value"), [("1,400", "1400"), ("-12,400.5", "-12400.5"), ("1,234,567", "1234567"), ("12%", "12")]
)
def test_commas_part_thousands(text: str, value: str) -> None:
    (line,) = read_lines(f"06/01/2025 \t {text}\t", counts=False)

    assert line.entry and line.entry.value == Decimal(value)


@pytest.mark.parametrize("line", ["06/01/2025\t7\t20", "06/01/2025\t7/20", "06/01/2025\t7 of 20", "06/01/2025, 7, 20"])
def test_two_counts_however_they_are_written(line: str) -> None:
    assert [(e.entry.numerator, e.entry.denominator) for e in read_lines(line, counts=True) if e.entry] == [(7, 20)]


@pytest.mark.parametrize(
    ("line", "counts", "words"),
    [
        ("06/01/2025", False, "needs a date and a value"),
        ("06/01/2025\tmany", False, "is not a number"),
        ("06/01/2025\tNaN", False, "is not a number"),
        ("06/01/2025\t35%", True, "needs two counts"),
        ("06/01/2025\t7.5\t20", True, "is not a whole number"),
        ("06/01/2025,1,400", False, "has 3 columns and needs 2"),
        ("06/01/2025\t12\t13", False, "has 3 columns and needs 2"),
        ("06/01/2025,1,400,2,000", True, "has 5 columns and needs 3"),
        ("06/01/2025\t\t13", False, "needs a date and a value"),
        ("06/01/2025\t12,5", False, "has a comma that parts no thousands"),
        ("06/01/2025\t1,4000", False, "has a comma that parts no thousands"),
        ("06/01/2025\t12,34\t2,000", True, "has a comma that parts no thousands"),
    ],
)
def test_lines_in_trouble_are_numbered_and_say_why(line: str, counts: bool, words: str) -> None:
    lines = read_lines(f"Date\tValue\n\n{line}", counts=counts)

    assert [(entry.number, words in entry.problem) for entry in lines] == [(3, True)]


@pytest.mark.parametrize("text", ["943 476 5919", "9434765919", "seen 943-476-5919.", "NHS9434765919x"])
def test_nhs_numbers_are_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="ends in 919"):
        no_patients(text)


@pytest.mark.parametrize("text", ["943 476 5918", "19434765919", "0000000000", "1111111111", "01524 123456", ""])
def test_other_numbers_are_not(text: str) -> None:
    no_patients(text)
