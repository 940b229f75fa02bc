"""The guard on likely patient identifiers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.reflection import patient_identifiers
from trusts.nhs_number import is_nhs_number

NUMBER = "This looks like an NHS number."
BIRTH = "This looks like a date of birth."


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("Mrs T, 943 476 5919, came back twice.", [NUMBER]),
        ("NHS 943-476-5919", [NUMBER]),
        ("9434765919 and DOB 03/02/1951", [NUMBER, BIRTH]),
        ("born on 3 February 1951", [BIRTH]),
        ("d.o.b. 1951-02-03", [BIRTH]),
        ("Date of birth: 3.2.51", [BIRTH]),
        ("943 476 5918", []),
        ("My telephone is 01524 765919", []),
        ("On 3 February 2026 I chaired the meeting.", []),
        ("Order 19434765919", []),
        ("", []),
    ],
)
def test_signs_of_a_patient(text: str, signs: list[str]) -> None:
    assert patient_identifiers(text) == signs


@given(st.text(alphabet="0123456789", min_size=9, max_size=9))
def test_at_most_one_check_digit_is_right(nine: str) -> None:
    assert sum(is_nhs_number(nine + digit) for digit in "0123456789") <= 1


@given(st.text())
def test_any_text_may_be_asked(text: str) -> None:
    assert set(patient_identifiers(text)) <= {NUMBER, BIRTH}
