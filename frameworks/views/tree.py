"""Write a draft in place: domains, competencies, what posts ask for. Every form leads back to its place in the
booklet."""

from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse

from frameworks.forms.tree import CompetencyForm, DomainForm, MoveForm, TargetsForm
from frameworks.forms.values import ConfirmForm
from frameworks.models import Competency, Domain, FrameworkVersion
from frameworks.permissions import EDIT_VERSION, VIEW_VERSION
from frameworks.selectors import booklet
from frameworks.services.targets import set_post_targets
from frameworks.services.tree import (
    add_competency,
    add_domain,
    edit_competency,
    edit_domain,
    move_competency,
    move_domain,
    remove_competency,
    remove_domain,
)
from frameworks.states import VersionState
from frameworks.views.common import DraftPage, version_crumbs
from trusts.access import TrustView

STEPS = {"up": -1, "down": 1}


class DomainAddView(DraftPage):
    """A new domain of a draft."""

    model = FrameworkVersion
    form_class = DomainForm
    title = "New domain"
    button = "Add domain"

    def initial(self) -> dict[str, Any]:
        """The next free code."""
        return {"code": _next_code("D", self.version().domains.values_list("code", flat=True))}

    def save(self, form: DomainForm) -> str:
        """To the new domain."""
        domain = add_domain(version=self.version(), by=self.request.person, **form.cleaned_data)
        return f"{self.back()}#{domain.code}"


class DomainEditView(DraftPage):
    """Reword a domain."""

    model = Domain
    title = "Domain"
    rewrites = True

    def get_form(self, data: Any = None) -> DomainForm:
        """Without its code, which stays."""
        domain = self.get_object()
        form = DomainForm(data, initial={"name": domain.name, "summary": domain.summary})
        del form.fields["code"]
        return form

    def extra(self) -> dict[str, Any]:
        """Which one."""
        return {"caption": self.get_object().code}

    def save(self, form: DomainForm) -> str:
        """Back to its place."""
        edit_domain(domain=self.get_object(), by=self.request.person, **form.cleaned_data)
        return self.back()


class DomainMoveView(DraftPage):
    """Move a domain with its competencies."""

    model = Domain
    form_class = MoveForm
    button = "Move"

    def extra(self) -> dict[str, Any]:
        """Which one."""
        return {"title": f"Move {self.get_object().name}", "words": "Its competencies move with it."}

    def save(self, form: MoveForm) -> str:
        """Back to its new place."""
        move_domain(domain=self.get_object(), step=STEPS[form.cleaned_data["to"]], by=self.request.person)
        return self.back()


class DomainRemoveView(DraftPage):
    """Take an empty domain out of a draft."""

    model = Domain
    form_class = ConfirmForm
    button = "Remove domain"

    def extra(self) -> dict[str, Any]:
        """Which one."""
        return {"title": f"Remove {self.get_object().name}?", "warning": True}

    def save(self, form: ConfirmForm) -> str:
        """Back to the booklet."""
        back = self.url("version_detail", self.version().pk)
        remove_domain(domain=self.get_object(), by=self.request.person)
        return back


class CompetencyAddView(DraftPage):
    """A new competency at the end of a domain."""

    model = Domain
    template = "frameworks/competency_form.jinja"
    title = "New competency"
    button = "Add competency"

    def get_form(self, data: Any = None) -> CompetencyForm:
        """With the next free code."""
        form = CompetencyForm(data, version=self.version())
        prefix = self.get_object().code.lstrip("D")
        form.fields["code"].initial = _next_code(f"{prefix}.", _codes_ever(self.version()))
        return form

    def extra(self) -> dict[str, Any]:
        """Where it will stand."""
        return {"caption": self.get_object().name}

    def save(self, form: CompetencyForm) -> str:
        """To its place in the booklet."""
        competency = add_competency(
            domain=self.get_object(),
            code=form.cleaned_data["code"],
            by=self.request.person,
            **form.words(),
            **form.parts(),
        )
        return self.url("version_detail", self.version().pk) + f"#{competency.code}"


class CompetencyEditView(DraftPage):
    """Rewrite a competency."""

    model = Competency
    template = "frameworks/competency_form.jinja"
    rewrites = True

    def get_form(self, data: Any = None) -> CompetencyForm:
        """As it stands."""
        row = self.get_object()
        text = next(c for c in booklet(row.version).competencies if c.pk == row.pk)
        return CompetencyForm(data, version=row.version, competency=text)

    def extra(self) -> dict[str, Any]:
        """Which one."""
        return {"title": self.get_object().title, "caption": self.get_object().code}

    def save(self, form: CompetencyForm) -> str:
        """Back to its place."""
        edit_competency(competency=self.get_object(), by=self.request.person, **form.words(), **form.parts())
        return self.back()


class CompetencyMoveView(DraftPage):
    """Move a competency in its domain or to another."""

    model = Competency
    button = "Move"

    def get_form(self, data: Any = None) -> MoveForm:
        """Up, down, or the end of another domain."""
        others = self.version().domains.exclude(pk=self.get_object().domain_id)
        return MoveForm(data, domains=list(others))

    def extra(self) -> dict[str, Any]:
        """Which one."""
        row = self.get_object()
        return {"title": f"Move {row}", "words": f"It keeps its code, {row.code}, wherever it stands."}

    def save(self, form: MoveForm) -> str:
        """Back to its new place."""
        to = form.cleaned_data["to"]
        where = {"step": STEPS[to]} if to in STEPS else {"domain": self.version().domains.get(pk=to)}
        move_competency(competency=self.get_object(), by=self.request.person, **where)
        return self.back()


class CompetencyRemoveView(DraftPage):
    """Take a competency out of a draft."""

    model = Competency
    form_class = ConfirmForm
    button = "Remove competency"

    def extra(self) -> dict[str, Any]:
        """What goes with it."""
        return {
            "title": f"Remove {self.get_object()}?",
            "words": "Its descriptors, links and targets go with it. Earlier versions keep theirs.",
            "warning": True,
        }

    def save(self, form: ConfirmForm) -> str:
        """Back to the booklet."""
        back = self.url("version_detail", self.version().pk)
        remove_competency(competency=self.get_object(), by=self.request.person)
        return back


class TargetListView(TrustView):
    """What posts ask for, side by side."""

    model = FrameworkVersion
    permission = VIEW_VERSION

    def get_queryset(self) -> Any:
        """With its framework."""
        return super().get_queryset().select_related("framework")

    def get(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """Competencies down, posts across."""
        version = self.get_object()
        may_edit = version.state == VersionState.DRAFT and request.user.has_perm(EDIT_VERSION, version)
        context = {
            "title": "What posts ask for",
            "caption": str(version),
            "version": version,
            "book": booklet(version),
            "may_edit": may_edit,
            "breadcrumbs": version_crumbs(self, version),
        }
        return TemplateResponse(request, "frameworks/target_list.jinja", context)


class TargetsEditView(DraftPage):
    """Everything one post asks for; `?post=` names one that is there."""

    model = FrameworkVersion
    title = "What a post asks for"
    rewrites = True

    def get_form(self, data: Any = None) -> TargetsForm:
        """A select a competency."""
        return TargetsForm(data, book=booklet(self.version()), post=self.request.GET.get("post", ""))

    def extra(self) -> dict[str, Any]:
        """Which post."""
        post = self.request.GET.get("post", "")
        words = "Choose the levels the post asks for. Leave the rest as not asked for."
        return {"title": post or self.title, "caption": self.title if post else str(self.version()), "words": words}

    def save(self, form: TargetsForm) -> str:
        """Back to the table."""
        rows = self.version().competencies.in_bulk(form.ranges())
        ranges = {rows[pk]: levels for pk, levels in form.ranges().items()}
        set_post_targets(
            version=self.version(),
            post=form.cleaned_data["post"],
            ranges=ranges,
            is_new=not self.request.GET.get("post"),
            by=self.request.person,
        )
        return self.back()

    def back(self) -> str:
        """The table of targets."""
        return self.url("target_list", self.version().pk)


def _next_code(prefix: str, taken: Any) -> str:
    codes = set(taken)
    return next(f"{prefix}{n}" for n in range(1, len(codes) + 2) if f"{prefix}{n}" not in codes)


def _codes_ever(version: FrameworkVersion) -> Any:
    return Competency.objects.filter(version__framework_id=version.framework_id).values_list("code", flat=True)
