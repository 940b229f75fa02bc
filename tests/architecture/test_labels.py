"""Every field of every model says what it holds, and every row that tells of somebody says of whom."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from cohorts.models import Endorsement
from trusts.labels import LIBRARIES, PEOPLE, SELF, Label, Labels, Record, labels_of

OURS = {"trusts", "frameworks", "programmes", "cohorts", "assessments", "projects", "reports"}
OUR_MODELS = [model for model in apps.get_models() if model._meta.app_label in OURS]
LABELLED = [model for model in apps.get_models() if labels_of(model)]
# Words in confidence of people who have no account, and so no copy of data in which to find them.
BY_STRANGERS = {Endorsement}
ABOUT_SOMEBODY = {Label.IDENTIFIER, Label.PERSONAL, Label.SENSITIVE, Label.THIRD_PARTY}


def name_of(value: Any) -> str:
    return value._meta.label


def labels(model: Any) -> Labels:
    found = labels_of(model)
    assert found, f"Write @labelled(record=Record..., subject=...) above {model.__name__}: see trusts/labels.py."
    return found


@pytest.mark.parametrize("model", OUR_MODELS, ids=name_of)
def test_every_field_is_labelled(model: Any) -> None:
    found = labels(model)
    bare = [column.name for column in model._meta.local_fields if found.label(column) is None]

    assert bare == [], f'Label them: @labelled(..., personal="{" ".join(bare)}"), or another label of trusts/labels.py.'


@pytest.mark.parametrize("model", LABELLED, ids=name_of)
def test_no_label_is_stale(model: Any) -> None:
    stale = set(labels(model).named) - {column.name for column in model._meta.local_fields}

    assert stale == set(), "Take these names out of @labelled."


@pytest.mark.parametrize("model", LABELLED, ids=name_of)
def test_subject_and_author_lead_to_a_person(model: Any) -> None:
    for path in (labels(model).subject, labels(model).author):
        assert path is None or _end_of(model, path)._meta.label in PEOPLE


def _end_of(model: Any, path: str) -> Any:
    if path == SELF:
        return model
    for step in path.split("__"):
        try:
            model = model._meta.get_field(step).related_model
        except FieldDoesNotExist:
            pytest.fail(f"{model._meta.label} has no field {step!r}.")
    return model


@pytest.mark.parametrize("model", LABELLED, ids=name_of)
def test_a_row_that_tells_of_somebody_says_of_whom(model: Any) -> None:
    found = labels(model)
    telling = [column.name for column in model._meta.local_fields if found.label(column) in ABOUT_SOMEBODY]

    assert not telling or found.subject, f"{telling} tell of somebody: name the path to them, subject=..."


def test_several_rows_have_a_sensible_name() -> None:
    plurals = {str(model._meta.verbose_name_plural) for model in OUR_MODELS}

    assert {words for words in plurals if re.search(r"([^aeiou]y|evidence|sss?|people)s$", words)} == set()


@pytest.mark.parametrize("model", LABELLED, ids=name_of)
def test_words_in_confidence_have_an_author(model: Any) -> None:
    found = labels(model)

    assert Label.THIRD_PARTY not in found.named.values() or found.author or model in BY_STRANGERS


def test_every_table_of_a_library_that_leads_to_a_user_is_labelled() -> None:
    missing = {
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label not in OURS and not labels_of(model) and _reaches_a_person(model)
    }

    assert missing == set(), f"Label them in trusts/labels.py, LIBRARIES: {sorted(LIBRARIES)}"


def _reaches_a_person(model: Any) -> bool:
    near = {f.related_model for f in model._meta.local_fields if f.is_relation and f.related_model not in (None, model)}
    return any(m._meta.label in PEOPLE or m._meta.label in LIBRARIES for m in near)


def test_every_class_of_record_is_used() -> None:
    assert {labels(model).record for model in LABELLED} == set(Record)
