"""Read and set up programmes, their stages and modules."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from programmes.forms import ConfirmForm, ModuleForm, ProgrammeForm, StageForm, programme_initial
from programmes.models import Module, Programme, Stage
from programmes.permissions import ADD_PROGRAMMES, EDIT_PROGRAMME, VIEW_PROGRAMME, VIEW_PROGRAMMES
from programmes.selectors import programme_lines, syllabus
from programmes.services.programmes import (
    add_module,
    add_stage,
    create_programme,
    edit_module,
    edit_programme,
    edit_stage,
    remove_module,
    remove_stage,
)
from trusts.access import TrustView
from trusts.forms import SAVED_SINCE, NHSForm, is_from_an_older_page, opened
from trusts.workflow import RefusedError


class ProgrammeListView(TrustView):
    """The programmes of the Trust."""

    permission = VIEW_PROGRAMMES

    def get(self, request: Any, trust: str) -> HttpResponse:
        """Each with what it leads to."""
        context = {
            "title": "Programmes",
            "lines": programme_lines(),
            "may_add": request.user.has_perm(ADD_PROGRAMMES, request.trust),
        }
        return TemplateResponse(request, "programmes/programme_list.jinja", context)


class ProgrammeDetailView(TrustView):
    """One programme."""

    model = Programme
    permission = VIEW_PROGRAMME

    def get_queryset(self) -> Any:
        """With its university."""
        return super().get_queryset().select_related("university")

    def get(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """Its stages, modules and award."""
        programme = self.get_object()
        context = {
            "title": programme.name,
            "syllabus": syllabus(programme),
            "programme": programme,
            "may_edit": request.user.has_perm(EDIT_PROGRAMME, programme),
            "breadcrumbs": [{"text": "Programmes", "href": reverse("programmes:programme_list", args=[trust])}],
        }
        return TemplateResponse(request, "programmes/programme_detail.jinja", context)


class ProgrammeFormPage(TrustView):
    """Show a form, do its deed, go on to the programme. A refusal stands at the form with what was typed. A form that
    `rewrites` what stands is refused when somebody saved since it was opened."""

    permission = EDIT_PROGRAMME
    form_class: type[NHSForm] = ConfirmForm
    title = ""
    button = "Save"
    words = ""
    warning = False
    rewrites = False

    def get(self, request: HttpRequest, trust: str, pk: Any = None) -> HttpResponse:
        """The form as it stands."""
        return self.page(self.form_class(initial=self.initial()))

    def post(self, request: HttpRequest, trust: str, pk: Any = None) -> HttpResponse:
        """Do the deed, or say what needs attention."""
        if self.rewrites:
            held = self.model.objects.select_for_update(of=("self",))  # type: ignore[attr-defined]
            self.get_object().refresh_from_db(from_queryset=held)
        form = self.form_class(request.POST, initial=self.initial())
        if self.rewrites and is_from_an_older_page(form, request.POST):
            form.add_error(None, SAVED_SINCE)
        if form.is_valid():
            try:
                programme = self.save(form)
            except RefusedError as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("programmes:programme_detail", trust, programme.pk)
        return self.page(form)

    def page(self, form: NHSForm) -> HttpResponse:
        """The page around the form."""
        programmes = reverse("programmes:programme_list", args=[self.request.trust.slug])
        crumbs = [{"text": "Programmes", "href": programmes}]
        if programme := self.programme():
            back = reverse("programmes:programme_detail", args=[self.request.trust.slug, programme.pk])
            crumbs.append({"text": programme.name, "href": back})
        context = {
            "form": form,
            "opened": self.request.POST.get("opened", opened(form)) if self.rewrites else "",
            "title": self.title,
            "caption": getattr(self.get_object(), "name", None) or str(self.get_object()) if programme else "",
            "button_text": self.button,
            "words": self.words,
            "warning": self.warning,
            "cancel_href": crumbs[-1]["href"],
            "breadcrumbs": crumbs,
        }
        return TemplateResponse(self.request, "programmes/form.jinja", context)

    def get_queryset(self) -> Any:
        """Parts with their programme."""
        rows = super().get_queryset()
        return rows if self.model is Programme else rows.select_related("programme")  # type: ignore[attr-defined]

    def programme(self) -> Programme | None:
        """The programme the address is about."""
        if "pk" not in self.kwargs:
            return None
        row = self.get_object()
        return row if isinstance(row, Programme) else row.programme

    def initial(self) -> dict[str, Any]:
        """What the form begins with."""
        return {}

    def save(self, form: Any) -> Programme:
        """Call the service; answer the programme to go to."""
        raise NotImplementedError


class ProgrammeCreateView(ProgrammeFormPage):
    """A new programme."""

    permission = ADD_PROGRAMMES
    form_class = ProgrammeForm
    title = "New programme"
    button = "Create programme"
    words = "Stages and modules are added next."

    def save(self, form: ProgrammeForm) -> Programme:
        """On to the programme."""
        return create_programme(by=self.request.person, **form.cleaned_data)


class ProgrammeEditView(ProgrammeFormPage):
    """Reword a programme."""

    model = Programme
    form_class = ProgrammeForm
    title = "About the programme"
    rewrites = True

    def initial(self) -> dict[str, Any]:
        """As it stands."""
        return programme_initial(self.get_object())

    def save(self, form: ProgrammeForm) -> Programme:
        """Back to the programme."""
        return edit_programme(programme=self.get_object(), by=self.request.person, **form.cleaned_data)


class StageAddView(ProgrammeFormPage):
    """A stage at the end."""

    model = Programme
    form_class = StageForm
    title = "New stage"
    button = "Add stage"

    def save(self, form: StageForm) -> Programme:
        """Back to the programme."""
        return add_stage(programme=self.get_object(), by=self.request.person, **form.cleaned_data).programme


class StageEditView(ProgrammeFormPage):
    """Reword a stage."""

    model = Stage
    form_class = StageForm
    title = "Stage"
    rewrites = True

    def initial(self) -> dict[str, Any]:
        """As it stands."""
        return {"name": self.get_object().name, "summary": self.get_object().summary}

    def save(self, form: StageForm) -> Programme:
        """Back to the programme."""
        return edit_stage(stage=self.get_object(), by=self.request.person, **form.cleaned_data).programme


class StageRemoveView(ProgrammeFormPage):
    """Take a stage out."""

    model = Stage
    title = "Remove this stage?"
    words = "It leaves the programme, with its summary. What doctors did in it stays. The audit keeps who removed it."
    button = "Remove stage"
    warning = True

    def save(self, form: ConfirmForm) -> Programme:
        """Back to the programme."""
        programme = self.get_object().programme
        remove_stage(stage=self.get_object(), by=self.request.person)
        return programme


class ModuleAddView(ProgrammeFormPage):
    """A module at the end."""

    model = Programme
    form_class = ModuleForm
    title = "New module"
    button = "Add module"

    def save(self, form: ModuleForm) -> Programme:
        """Back to the programme."""
        return add_module(programme=self.get_object(), by=self.request.person, **form.cleaned_data).programme


class ModuleEditView(ProgrammeFormPage):
    """Correct a module."""

    model = Module
    form_class = ModuleForm
    title = "Module"
    rewrites = True

    def initial(self) -> dict[str, Any]:
        """As it stands."""
        return {name: getattr(self.get_object(), name) for name in ("code", "title", "credits")}

    def save(self, form: ModuleForm) -> Programme:
        """Back to the programme."""
        return edit_module(module=self.get_object(), by=self.request.person, **form.cleaned_data).programme


class ModuleRemoveView(ProgrammeFormPage):
    """Take a module out."""

    model = Module
    title = "Remove this module?"
    words = "Its credits no longer count towards the programme's award. The audit keeps who removed it."
    button = "Remove module"
    warning = True

    def save(self, form: ConfirmForm) -> Programme:
        """Back to the programme."""
        programme = self.get_object().programme
        remove_module(module=self.get_object(), by=self.request.person)
        return programme
