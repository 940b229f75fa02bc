"""Forms of the charter: proposal, charter, competencies, team, and its return."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from cohorts.models import Cohort
from frameworks.models import Competency, StrategicObjective
from projects.forms.base import ProjectForm, number, plain
from projects.models import ImprovementProject
from projects.selectors import aim_sentence
from projects.states import Direction
from trusts.forms import DateField, Words
from trusts.models import Person


class ProposeForm(ProjectForm):
    """A title and the problem; the rest of the charter comes later."""

    title = forms.CharField(
        label="Working title",
        max_length=200,
        help_text="What you want to change, in a few words. You can change it later.",
        error_messages={"required": "Give the project a title."},
    )
    problem = Words(
        label="What is the problem?",
        required=False,
        max_words=300,
        help_text="What happens now, to whom, and how you know. Leave out anything that could identify a patient.",
    )
    cohort: Any = forms.ModelChoiceField(label="Cohort", queryset=None, empty_label=None)

    def __init__(self, *args: Any, cohorts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["cohort"]
        field.queryset = cohorts
        if len(cohorts) == 1:
            self.initial.setdefault("cohort", cohorts[0].pk)
            field.widget = forms.HiddenInput()


class CharterForm(ProjectForm):
    """The charter with its guided aim. `edition` is that of the page, to notice a save from another window."""

    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label="Title", max_length=200, error_messages={"required": "Give the project a title."})
    problem = Words(
        label="The problem",
        required=False,
        max_words=300,
        help_text="What happens now, to whom, and how you know.",
    )
    aim_direction = forms.ChoiceField(
        label="Do you want to increase or reduce something?",
        required=False,
        widget=forms.RadioSelect,
        choices=[(Direction.INCREASE, "Increase"), (Direction.DECREASE, "Reduce")],
    )
    aim_what = forms.CharField(
        label="What?", required=False, max_length=200, help_text="For example: letters sent within a day of discharge"
    )
    aim_whom = forms.CharField(
        label="For whom, or where?", required=False, max_length=200, help_text="For example: patients of ward 3"
    )
    aim_baseline = number("From (where it stands now)", before=8)
    aim_target = number("To (where it should get)", before=8)
    aim_unit = forms.CharField(label="Unit", required=False, max_length=40, help_text="For example: % or days")
    aim_by = DateField(label="By when?", required=False, help_text="Inside the programme's dates.")
    own_words = forms.CharField(
        label="The aim in your own words (optional)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Leave this empty and the sentence is written from the parts above.",
    )
    objective: Any = forms.ModelChoiceField(
        label="Which of the Trust's objectives does it serve?",
        queryset=None,
        required=False,
        empty_label="Choose an objective",
    )
    sponsor: Any = forms.ModelChoiceField(
        label="Sponsor",
        queryset=None,
        required=False,
        empty_label="Choose a sponsor",
        help_text="A senior colleague who clears the way and approves the charter. They are told by e-mail. Is somebody"
        " missing? Your Trust's administrator invites them.",
    )
    patients_experience = Words(
        label="What patients and carers said, and how they shape the change",
        required=False,
        max_words=400,
        help_text="Where it comes from: surveys, complaints, conversations. No names, no stories that point to one"
        " person.",
    )
    stakeholders = Words(
        label="Who else has a stake in it",
        required=False,
        max_words=200,
        rows=3,
        help_text="Whose day changes, and who could stop it: nurses, secretaries, pharmacy, general practice.",
    )
    risks = Words(
        label="Risks, and what you will do about them",
        required=False,
        max_words=300,
        rows=4,
        help_text="What might get worse for somebody else, and how you would notice.",
    )
    is_governed = forms.BooleanField(
        label="This is improvement, not research, and uses no data that identify a patient",
        required=False,
        help_text="If you are not sure, ask your Trust's audit or research office before you begin.",
    )
    governance_reference = forms.CharField(
        label="Audit or governance reference (optional)", required=False, max_length=100
    )

    def __init__(self, *args: Any, project: ImprovementProject, sponsors: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).update(self.starting(project))
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["objective"].queryset = StrategicObjective.objects.all()
        fields["sponsor"].queryset = sponsors
        fields["sponsor"].label_from_instance = person_words

    @staticmethod
    def starting(project: ImprovementProject) -> dict[str, Any]:
        """The charter as it stands."""
        names = [name for name in CharterForm.base_fields if name not in ("own_words",)]
        own = project.aim if project.aim != aim_sentence(project) else ""
        values = {name: getattr(project, name) for name in names}
        return {**values, **{n: plain(values[n]) for n in ("aim_baseline", "aim_target")}, "own_words": own}

    def charter(self) -> dict[str, Any]:
        """What save_charter() takes."""
        data = dict(self.cleaned_data)
        data["aim"] = data.pop("own_words")
        return data


class CompetenciesForm(ProjectForm):
    """The competencies of the cohort's framework version, a question for each domain."""

    def __init__(self, *args: Any, competencies: Sequence[Competency], chosen: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.competencies = {str(competency.pk): competency for competency in competencies}
        held = {str(pk) for pk in chosen}
        for domain in dict.fromkeys(competency.domain for competency in competencies):
            members = [c for c in competencies if c.domain_id == domain.pk]
            field: Any = forms.MultipleChoiceField(
                label=domain.name,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=[(str(c.pk), str(c)) for c in members],
                initial=[str(c.pk) for c in members if str(c.pk) in held],
            )
            field.hints = {str(c.pk): c.statement for c in members}
            self.fields[f"domain_{domain.pk.hex}"] = field

    def chosen(self) -> list[Competency]:
        """What is ticked."""
        return [self.competencies[pk] for values in self.cleaned_data.values() for pk in values]


class TeamMemberForm(ProjectForm):
    """A colleague to be credited."""

    name = forms.CharField(label="Name", max_length=200, error_messages={"required": "Enter the colleague's name."})
    profession = forms.CharField(
        label="Profession or role",
        max_length=100,
        help_text="For example: ward manager, pharmacist, former patient",
        error_messages={"required": "Enter the colleague's profession or role."},
    )
    part = forms.CharField(label="Part in the project (optional)", required=False, max_length=200)


class ApproveForm(ProjectForm):
    """Which edition of the charter was read."""

    edition = forms.IntegerField(widget=forms.HiddenInput)


class ApprovalReturnForm(ProjectForm):
    """What should change before the charter is approved."""

    reason = Words(
        label="What should change?",
        max_words=200,
        rows=4,
        error_messages={"required": "Say what should change before you approve it."},
    )


def person_words(person: Person) -> str:
    """A person in a list of names."""
    return f"{person}, {person.job_title}" if person.job_title else str(person)


def cohort_words(cohort: Cohort) -> str:
    """A cohort in a list."""
    return f"{cohort.programme.name}, {cohort.name}"
