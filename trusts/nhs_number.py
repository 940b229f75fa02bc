"""What reads as an NHS number: said once for every place where no patient may be named. Pure Python."""

import re

_TEN_DIGITS = re.compile(r"(?<!\d)(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?!\d)", re.ASCII)


def nhs_numbers_in(text: str) -> list[str]:
    """The NHS numbers of a text as ten digits each, written in one or in groups of 3, 3 and 4.

    Ten times the same digit is a placeholder, not a number anybody was given.
    """
    written = ("".join(found.groups()) for found in _TEN_DIGITS.finditer(text))
    return [number for number in written if len(set(number)) > 1 and is_nhs_number(number)]


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits end in the right check digit (modulus 11 with weights 10 to 2: NHS Data Dictionary)."""
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check != 10 and int(digits[9]) == check % 11
