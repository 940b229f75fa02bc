"""A date of three boxes, however it is filled in."""

from datetime import date

import pytest

from trusts.forms import DateField, LinkedError, NHSForm, fields_in_error


class Form(NHSForm):
    on = DateField(required=False)
    by = DateField(label="To be done by", required=False)


@pytest.mark.parametrize(
    ("day", "month", "year", "words"),
    [
        ("x", "3", "2027", "must be a real date, for example 27 3 2027"),
        ("x", "y", "z", "must be a real date"),
        ("32", "13", "2027", "must be a real date"),
        ("31", "2", "2027", "must be a real date"),
        ("", "3", "2027", "must include a day"),
        ("1", "1", "", "must include a year"),
        ("1", "", "", "must include a month and a year"),
    ],
)
@pytest.mark.parametrize("name", ["on", "by"])
def test_what_is_no_date_is_told_with_the_name_of_its_field(
    name: str, day: str, month: str, year: str, words: str
) -> None:
    form = Form({f"{name}_day": day, f"{name}_month": month, f"{name}_year": year})

    assert not form.is_valid()
    (told,) = form.errors[name]
    assert told.startswith({"on": "The date ", "by": "“To be done by” "}[name] + words)


def test_a_date_and_none() -> None:
    form = Form({"on_day": "27", "on_month": "3", "on_year": "2027"})
    assert form.is_valid()
    assert form.cleaned_data["on"] == date(2027, 3, 27)
    assert Form({}).is_valid()
    assert DateField().clean("2027-03-27") == date(2027, 3, 27)


def test_what_is_wrong_in_a_following_form_is_told_last_and_linked() -> None:
    form, rows = Form({"on_day": "x"}), Form({"by_day": "x"}, prefix="row-1")
    form.add_error(None, LinkedError("Row 1 lacks its day", rows["by"]))
    form.add_error(None, "They do not go together")

    assert fields_in_error(form) == [
        {"text": "They do not go together", "href": "#main-content"},
        {"text": "The date must include a month and a year", "href": "#id_on-day"},
        {"text": "Row 1 lacks its day", "href": "#id_row-1-by-day"},
    ]
