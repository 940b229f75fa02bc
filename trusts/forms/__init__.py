"""The boundary: HTTP in, clean values out. Fields of the NHS design system, and the forms of the house."""

from trusts.forms.fields import (
    DateField,
    DateInput,
    LinkedError,
    MostWords,
    NHSForm,
    NHSModelForm,
    Words,
    fields_in_error,
)
from trusts.forms.files import UploadField, field_of
from trusts.forms.patients import no_patients

__all__ = [
    "DateField",
    "DateInput",
    "LinkedError",
    "MostWords",
    "NHSForm",
    "NHSModelForm",
    "UploadField",
    "Words",
    "field_of",
    "fields_in_error",
    "no_patients",
]
