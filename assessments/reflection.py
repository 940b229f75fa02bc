"""A guard on what doctors write: warn, never block, when a text seems to identify a patient. Pure Python.

Reflections are the doctor's own and others may read them one day; the GMC asks that patients cannot be recognised in
them. Two signs are looked for: a ten-digit NHS number whose check digit is right, and a date of birth.
"""

import re
from collections.abc import Callable

from trusts.nhs_number import nhs_numbers_in

DATE = (
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{1,2}(?:st|nd|rd|th)?\s+[A-Za-z]{3,9},?\s+\d{4}|\d{4}-\d{2}-\d{2})"
)
BIRTH = re.compile(rf"\b(?:d\.?\s?o\.?\s?b\.?|date of birth|born)\b[^0-9]{{0,20}}{DATE}", re.IGNORECASE)


def patient_identifiers(text: str) -> list[str]:
    """A sentence for each sign that the text identifies a patient; the numbers themselves are not repeated."""
    signs: tuple[tuple[Callable[[str], bool], str], ...] = (
        (_has_nhs_number, "This looks like an NHS number."),
        (_has_birth_date, "This looks like a date of birth."),
    )
    return [words for has, words in signs if has(text)]


def _has_nhs_number(text: str) -> bool:
    return bool(nhs_numbers_in(text))


def _has_birth_date(text: str) -> bool:
    return BIRTH.search(text) is not None
