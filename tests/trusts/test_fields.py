"""A date of three boxes, however it is filled in."""

from datetime import date

import pytest

from trusts.forms import DateField, NHSForm


class Form(NHSForm):
    on = DateField(required=False)


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [("x", "3", "2027"), ("x", "y", "z"), ("32", "13", "2027"), ("", "3", "2027"), ("31", "2", "2027"), ("1", "1", "")],
)
def test_what_is_no_date_is_told_beside_the_field(day: str, month: str, year: str) -> None:
    form = Form({"on_0": day, "on_1": month, "on_2": year, "on_day": day, "on_month": month, "on_year": year})

    assert not form.is_valid()
    assert "date" in str(form.errors["on"]).lower() or "complete" in str(form.errors["on"])


def test_a_date_and_none() -> None:
    form = Form({"on_day": "27", "on_month": "3", "on_year": "2027"})
    assert form.is_valid()
    assert form.cleaned_data["on"] == date(2027, 3, 27)
    assert Form({}).is_valid()
