"""What stood in a form when it was opened: a save from an older page is told, and never written over newer words."""

from hashlib import sha256
from typing import Any

from django import forms

SAVED_SINCE = (
    "This was saved in another window or by somebody else since you opened this page. Nothing of theirs was"
    " overwritten: open it again in a new tab, compare, and save."
)


def opened(form: forms.Form) -> str:
    """Changes with everything the form begins with; what is empty, such as a new question, changes nothing."""
    began = [(name, form.get_initial_for_field(field, name)) for name, field in form.fields.items()]
    said = repr([(name, str(value)) for name, value in began if value])
    return sha256(said.encode()).hexdigest()[:16]


def is_from_an_older_page(form: forms.Form, sent: Any) -> bool:
    """Whether what was sent says that it was opened with other words than the form begins with now."""
    return sent.get("opened", opened(form)) != opened(form)
