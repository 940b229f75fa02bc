"""What the Trust stands for, what it is trying to achieve, and which competencies serve each."""

from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from frameworks.forms.values import ConfirmForm, ObjectiveForm, ValueForm
from frameworks.models import FrameworkVersion, StrategicObjective, TrustValue
from frameworks.permissions import EDIT_VALUE, MANAGE_VALUES, VIEW_DRAFTS, VIEW_FRAMEWORKS
from frameworks.selectors import booklet, coverage
from frameworks.services.values import (
    add_objective,
    add_value,
    edit_objective,
    edit_value,
    retire_objective,
    retire_value,
)
from frameworks.views.common import Crumbs, FormPage
from trusts.access import TrustView


class ValueListView(TrustView):
    """Values and objectives with their competencies and the gaps, by one version: `?version=`, else the newest
    published."""

    permission = VIEW_FRAMEWORKS

    def get(self, request: Any, trust: str) -> HttpResponse:
        """Coverage both ways."""
        versions = self.versions()
        asked = [v for v in versions if str(v.pk) == request.GET.get("version")]
        published = [v for v in versions if v.state == "published"]
        version = next(iter(asked or published or versions), None)
        book = booklet(version) if version else None
        context = {
            "title": "Values and objectives",
            "version": version,
            "versions": versions,
            "book": book,
            "coverage": coverage(book),
            "may_manage": request.user.has_perm(MANAGE_VALUES, request.trust),
            "breadcrumbs": [{"text": "Framework", "href": reverse("frameworks:framework_list", args=[trust])}],
        }
        return TemplateResponse(request, "frameworks/value_list.jinja", context)

    def versions(self) -> list[FrameworkVersion]:
        """Versions this person may read, newest first."""
        rows = FrameworkVersion.objects.seen_by_all()
        if self.request.user.has_perm(VIEW_DRAFTS, self.request.trust):
            rows = FrameworkVersion.objects.all()
        return list(rows.select_related("framework").newest_first())


class ValueForms(FormPage):
    """Forms about values and objectives lead back to their list."""

    def back(self) -> str:
        """The list."""
        return self.url("value_list")

    def crumbs(self) -> Crumbs:
        """Through the list."""
        return [*super().crumbs(), {"text": "Values and objectives", "href": self.url("value_list")}]


class ValueAddView(ValueForms):
    """A new value."""

    permission = MANAGE_VALUES
    form_class = ValueForm
    title = "New value"
    button = "Add value"

    def save(self, form: ValueForm) -> str:
        """Back to the list."""
        add_value(by=self.request.person, **form.cleaned_data)
        return self.back()


class ObjectiveAddView(ValueForms):
    """A new objective."""

    permission = MANAGE_VALUES
    form_class = ObjectiveForm
    title = "New objective"
    button = "Add objective"

    def save(self, form: ObjectiveForm) -> str:
        """Back to the list."""
        add_objective(by=self.request.person, **form.cleaned_data)
        return self.back()


class ValueEditView(ValueForms):
    """Reword a value nothing approved shows yet."""

    model = TrustValue
    permission = EDIT_VALUE
    form_class = ValueForm
    title = "Value"
    rewrites = True

    def initial(self) -> dict[str, Any]:
        """As it stands."""
        return {"name": self.get_object().name, "statement": self.get_object().statement}

    def save(self, form: ValueForm) -> str:
        """Back to the list."""
        edit_value(value=self.get_object(), by=self.request.person, **form.cleaned_data)
        return self.back()


class ObjectiveEditView(ValueForms):
    """Reword an objective nothing approved shows yet."""

    model = StrategicObjective
    permission = EDIT_VALUE
    title = "Objective"
    rewrites = True

    def get_form(self, data: Any = None) -> ObjectiveForm:
        """Without its code, which stays."""
        row = self.get_object()
        form = ObjectiveForm(data, initial={"name": row.name, "statement": row.statement})
        del form.fields["code"]
        return form

    def save(self, form: ObjectiveForm) -> str:
        """Back to the list."""
        edit_objective(objective=self.get_object(), by=self.request.person, **form.cleaned_data)
        return self.back()


class RetireView(ValueForms):
    """Stop offering a value or an objective to new versions."""

    permission = EDIT_VALUE
    form_class = ConfirmForm
    button = "Retire"

    def extra(self) -> dict[str, Any]:
        """What it means."""
        words = "New versions no longer offer it. Versions that show it keep it. This cannot be taken back."
        return {"title": f"Retire {self.get_object().name}?", "words": words, "warning": True}


class ValueRetireView(RetireView):
    """Retire a value."""

    model = TrustValue

    def save(self, form: ConfirmForm) -> str:
        """Back to the list."""
        retire_value(value=self.get_object(), by=self.request.person)
        return self.back()


class ObjectiveRetireView(RetireView):
    """Retire an objective."""

    model = StrategicObjective

    def save(self, form: ConfirmForm) -> str:
        """Back to the list."""
        retire_objective(objective=self.get_object(), by=self.request.person)
        return self.back()
