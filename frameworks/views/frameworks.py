"""The frameworks of the Trust and the history of each."""

from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from frameworks.forms.versions import FirstVersionForm, FrameworkForm
from frameworks.models import Framework
from frameworks.permissions import (
    ADD_FRAMEWORKS,
    EDIT_FRAMEWORK,
    VIEW_DRAFTS,
    VIEW_FRAMEWORK,
    VIEW_FRAMEWORKS,
)
from frameworks.selectors import shelves
from frameworks.services.versions import create_framework, draft_version, edit_framework
from frameworks.views.common import FormPage
from trusts.access import TrustView
from trusts.paging import CARDS, page_of


class FrameworkListView(TrustView):
    """What good looks like here."""

    permission = VIEW_FRAMEWORKS

    def get(self, request: Any, trust: str) -> HttpResponse:
        """Every framework with the version in force."""
        context = {
            "title": "What good leadership looks like here",
            "page": page_of(shelves(drafts=request.user.has_perm(VIEW_DRAFTS, request.trust)), request, CARDS),
            "may_add": request.user.has_perm(ADD_FRAMEWORKS, request.trust),
            "today": timezone.localdate(),
        }
        return TemplateResponse(request, "frameworks/framework_list.jinja", context)


class FrameworkDetailView(TrustView):
    """The history of one framework."""

    model = Framework
    permission = VIEW_FRAMEWORK

    def get(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """Every version: who approved it, when, and from when it held."""
        framework = self.get_object()
        found = shelves(drafts=request.user.has_perm(VIEW_DRAFTS, framework), framework=framework)
        context = {
            "title": framework.name,
            "caption": "History of versions",
            "framework": framework,
            "shelf": found[0] if found else None,
            "may_edit": request.user.has_perm(EDIT_FRAMEWORK, framework),
            "breadcrumbs": [{"text": "Framework", "href": reverse("frameworks:framework_list", args=[trust])}],
        }
        return TemplateResponse(request, "frameworks/framework_detail.jinja", context)


class FrameworkCreateView(FormPage):
    """Name a framework."""

    permission = ADD_FRAMEWORKS
    form_class = FrameworkForm
    title = "New framework"
    button = "Create framework"

    def save(self, form: FrameworkForm) -> str:
        """On to its first version."""
        framework = create_framework(by=self.request.person, **form.cleaned_data)
        return self.url("version_draft", framework.pk)


class FrameworkEditView(FormPage):
    """Reword a framework that is not out yet."""

    model = Framework
    permission = EDIT_FRAMEWORK
    form_class = FrameworkForm
    title = "Name and purpose"
    rewrites = True

    def initial(self) -> dict[str, Any]:
        """As it stands."""
        return {"name": self.get_object().name, "purpose": self.get_object().purpose}

    def save(self, form: FrameworkForm) -> str:
        """Back to its history."""
        edit_framework(framework=self.get_object(), by=self.request.person, **form.cleaned_data)
        return self.back()

    def back(self) -> str:
        """Its history."""
        return self.url("framework_detail", self.get_object().pk)


class VersionDraftView(FormPage):
    """Start a framework's version from nothing: its scale."""

    model = Framework
    permission = EDIT_FRAMEWORK
    form_class = FirstVersionForm
    button = "Start the draft"

    def extra(self) -> dict[str, Any]:
        """What this is for."""
        return {
            "title": "The scale",
            "caption": self.get_object().name,
            "words": "Name the levels, the first one first. Each competency will be described at every level, "
            "so fewer is kinder: four is common. None of them is a failure.",
        }

    def save(self, form: FirstVersionForm) -> str:
        """On to the empty booklet."""
        version = draft_version(
            framework=self.get_object(),
            scale_kind=form.cleaned_data["scale_kind"],
            licence=form.cleaned_data["licence"],
            levels=form.levels(),
            by=self.request.person,
        )
        return self.url("version_detail", version.pk)

    def back(self) -> str:
        """The framework's history."""
        return self.url("framework_detail", self.get_object().pk)
