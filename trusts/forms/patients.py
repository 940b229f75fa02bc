"""No patient is named here: a validator that refuses NHS numbers in free text."""

from django.core.exceptions import ValidationError

from trusts.nhs_number import nhs_numbers_in


def no_patients(text: str) -> None:
    """Validator: refuse a text that holds an NHS number, showing no more of it than helps to find it."""
    found = nhs_numbers_in(text)
    if found:
        raise ValidationError(
            f"Remove the number that ends in {found[0][-3:]}: it looks like an NHS number. Nothing that identifies a"
            " patient belongs here.",
            code="patient",
        )
