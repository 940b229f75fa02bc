"""Asking for an endorsement, and answering one."""

from typing import Any

from django import forms

from cohorts.models import Application
from cohorts.selectors.endorsements import is_outside
from cohorts.services.endorsements import address_problem, default_answer_on
from cohorts.states import EndorserRole
from trusts.forms import DateField, NHSForm, Words, no_patients

SUPPORTS = "supports"
DOES_NOT = "does_not"
CANNOT = "cannot"
ANSWERS = (
    (SUPPORTS, "I support this application"),
    (DOES_NOT, "I do not support this application"),
    (CANNOT, "I cannot answer: somebody else should be asked"),
)
AGREED = (("yes", "Yes, the time is agreed"), ("no", "No, it is not agreed"))


class AskForm(NHSForm):
    """Whom to ask, as what, and by when."""

    role = forms.ChoiceField(
        label="Who endorses your application?",
        widget=forms.RadioSelect,
        choices=EndorserRole.choices,
        error_messages={"required": "Choose whether you ask your line manager or your clinical director"},
    )
    name = forms.CharField(
        label="Their full name", max_length=200, error_messages={"required": "Enter the name of the person you ask"}
    )
    email = forms.EmailField(
        label="Their work e-mail address",
        max_length=254,
        help_text="An NHS address, or one of your own organisation. The link goes there, and those who decide see it.",
        error_messages={"required": "Enter their e-mail address"},
    )
    is_work_address = forms.BooleanField(required=False, label="It is their work address")
    answer_on = DateField(label="Ask for an answer by the end of")

    def __init__(self, *args: Any, application: Application, home: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.home = home
        self.fields["answer_on"].initial = default_answer_on(application.cohort)

    @property
    def is_asking(self) -> bool:
        """Whether the address is one that anybody can have, so that the box stands there."""
        return is_outside(str(self["email"].value() or ""), self.home) and self.is_bound

    def clean(self) -> dict[str, Any]:
        """An address that anybody can have is asked about before anything is sent there."""
        data = super().clean() or {}
        if "email" in data:
            problem = address_problem(data["email"], self.home, is_work_address=data.get("is_work_address", False))
            if problem:
                self.add_error("email", problem)
        return data


class EndorseForm(NHSForm):
    """Whether the application is supported, whether its time is agreed, and why."""

    answer = forms.ChoiceField(
        label="Do you support this application?",
        widget=forms.RadioSelect,
        choices=ANSWERS,
        error_messages={"required": "Choose whether you support this application"},
    )
    time = forms.ChoiceField(
        label="Is the time in the work-plan agreed?",
        help_text="Leave this out if you cannot answer.",
        widget=forms.RadioSelect,
        choices=AGREED,
        required=False,
    )
    words = Words(
        label="Why?",
        help_text="What those who read your answer should know. Needed only if you do not support it or do not agree"
        " the time. Name no patients.",
        max_words=200,
        max_length=5000,
        required=False,
        rows=6,
        validators=[no_patients],
    )

    def clean(self) -> dict[str, Any]:
        """Whoever answers says something of the time, and why not where the answer is no."""
        data = super().clean() or {}
        answer, agreed = data.get("answer"), data.get("time")
        if answer in (SUPPORTS, DOES_NOT) and not agreed and "time" not in self.errors:
            self.add_error("time", "Choose whether the time in the work-plan is agreed")
        is_no = answer == DOES_NOT or (answer == SUPPORTS and agreed == "no")
        if is_no and not data.get("words") and "words" not in self.errors:
            self.add_error("words", "Say why")
        return data

    def kept(self) -> dict[str, Any]:
        """What answer_by_link() takes."""
        data = self.cleaned_data
        supports = None if data["answer"] == CANNOT else data["answer"] == SUPPORTS
        agreed = None if supports is None else data["time"] == "yes"
        return {"supports": supports, "is_time_agreed": agreed, "words": data["words"]}
