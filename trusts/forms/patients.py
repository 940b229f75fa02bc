"""No patient is named here: a validator that refuses NHS numbers in free text."""

import re

from django.core.exceptions import ValidationError

_TEN_DIGITS = re.compile(r"(?<![0-9])[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}(?![0-9])")


def nhs_numbers_in(text: str) -> list[str]:
    """What reads as an NHS number: ten digits, as written or in groups of 3, 3 and 4, whose last is the check digit.

    Source of the check digit: NHS Data Dictionary, modulus 11 with weights 10 to 2.
    """
    return [found for found in _TEN_DIGITS.findall(text) if _checks([int(c) for c in found if c.isdigit()])]


def _checks(digits: list[int]) -> bool:
    rest = 11 - sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits, strict=False)) % 11
    return len(set(digits)) > 1 and digits[9] == (0 if rest == 11 else rest)


def no_patients(text: str) -> None:
    """Validator: refuse a text that holds an NHS number, showing no more of it than helps to find it."""
    found = nhs_numbers_in(text)
    if found:
        raise ValidationError(
            f"Remove the number that ends in {found[0][-3:]}: it looks like an NHS number. Nothing that identifies a"
            " patient belongs here.",
            code="patient",
        )
