"""The boundary: HTTP in, clean values out. Fields of the NHS design system, and the forms of the house."""

from trusts.forms.fields import (
    DateField,
    DateInput,
    LinkedError,
    MostWords,
    NHSForm,
    NHSModelForm,
    WholeNumberField,
    Words,
    fields_in_error,
)
from trusts.forms.files import UploadField, field_of
from trusts.forms.opened import SAVED_SINCE, is_from_an_older_page, opened
from trusts.forms.patients import no_patients

__all__ = [
    "SAVED_SINCE",
    "DateField",
    "DateInput",
    "LinkedError",
    "MostWords",
    "NHSForm",
    "NHSModelForm",
    "UploadField",
    "WholeNumberField",
    "Words",
    "field_of",
    "fields_in_error",
    "is_from_an_older_page",
    "no_patients",
    "opened",
]
