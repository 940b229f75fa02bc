"""Read a version, and take it from draft to published."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from frameworks.forms.values import ConfirmForm
from frameworks.forms.versions import CopyForm, LevelsForm, PublishForm, ReturnForm, VersionForm
from frameworks.models import FrameworkVersion
from frameworks.permissions import (
    APPROVE_VERSION,
    EDIT_VERSION,
    PUBLISH_VERSION,
    RETURN_VERSION,
    VIEW_VERSION,
)
from frameworks.selectors import booklet, booklets, changes, coverage, missing_in
from frameworks.services.copies import copy_version
from frameworks.services.versions import (
    approve_version,
    ask_approval,
    edit_levels,
    edit_version,
    publish_version,
    return_version,
)
from frameworks.states import VERSION, VersionState
from frameworks.views.common import Crumbs, DraftPage, FormPage, version_crumbs
from trusts.access import TrustView
from trusts.workflow import RefusedError

PEOPLE = ("framework", "approved_by", "published_by", "approval_asked_by")
NEVER_CHANGES = (
    "A published version never changes. It becomes the standard everybody in the Trust reads, and new cohorts use it. "
    "Cohorts already under way stay on the version they began with."
)


class VersionDetailView(TrustView):
    """The booklet."""

    model = FrameworkVersion
    permission = VIEW_VERSION

    def get_queryset(self) -> Any:
        """With who approved and published it."""
        return super().get_queryset().select_related(*PEOPLE)

    def get(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """Everything the version says, and what may be done with it."""
        version = self.get_object()
        book = booklet(version)
        context = {
            "title": version.framework.name,
            "version": version,
            "book": book,
            "may": self.deeds(version),
            "missing": missing_in(book) if version.state == VersionState.DRAFT else [],
            "coverage": coverage(book) if version.state == VersionState.DRAFT else None,
            "today": timezone.localdate(),
            "breadcrumbs": version_crumbs(self, version)[:1],
        }
        return TemplateResponse(request, "frameworks/version_detail.jinja", context)

    def deeds(self, version: FrameworkVersion) -> set[str]:
        """What this person may do with the version as it stands."""
        names = {"approve": APPROVE_VERSION, "return": RETURN_VERSION, "publish": PUBLISH_VERSION}
        user, state = self.request.user, version.state
        may = {name for name, asked in names.items() if VERSION.allows(name, state) and user.has_perm(asked, version)}
        if user.has_perm(EDIT_VERSION, version):
            if state == VersionState.DRAFT:
                may.add("edit")
                may |= set() if version.approval_asked_at or "approve" in may else {"ask"}
            elif state == VersionState.PUBLISHED:
                may.add("copy")
        return may


class VersionChangesView(TrustView):
    """What changed since the version before."""

    model = FrameworkVersion
    permission = VIEW_VERSION

    def get_queryset(self) -> Any:
        """With its framework."""
        return super().get_queryset().select_related("framework")

    def get(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """Added, removed, reworded."""
        version = self.get_object()
        before = (
            FrameworkVersion.objects.seen_by_all()
            .filter(framework_id=version.framework_id, number__lt=version.number)
            .select_related("framework")
            .newest_first()
            .first()
        )
        context = {
            "title": f"What changed in version {version.number}",
            "caption": version.framework.name,
            "version": version,
            "before": before,
            "changes": changes(*booklets([before, version])) if before else None,
            "breadcrumbs": version_crumbs(self, version),
        }
        return TemplateResponse(request, "frameworks/version_changes.jinja", context)


class VersionEditView(DraftPage):
    """What a draft says of itself."""

    model = FrameworkVersion
    form_class = VersionForm
    title = "About this version"
    rewrites = True

    def initial(self) -> dict[str, Any]:
        """As it stands."""
        return {name: getattr(self.get_object(), name) for name in ("change_note", "scale_kind", "licence")}

    def save(self, form: VersionForm) -> str:
        """Back to the booklet."""
        edit_version(version=self.get_object(), by=self.request.person, **form.cleaned_data)
        return self.back()


class LevelsEditView(DraftPage):
    """Reword the scale of a draft."""

    model = FrameworkVersion
    title = "The scale"
    rewrites = True

    def get_form(self, data: Any = None) -> LevelsForm:
        """One pair of fields a level."""
        return LevelsForm(data, levels=list(self.get_object().levels.all()))

    def save(self, form: LevelsForm) -> str:
        """Back to the booklet."""
        edit_levels(version=self.get_object(), levels=form.levels(), by=self.request.person)
        return self.back() + "#scale"


class VersionDeed(FormPage):
    """Confirm one move of a version."""

    model = FrameworkVersion
    words = ""

    def get_queryset(self) -> Any:
        """With its framework."""
        return super().get_queryset().select_related("framework")

    def extra(self) -> dict[str, Any]:
        """What it means."""
        return {"words": self.words, "caption": str(self.get_object())}

    def back(self) -> str:
        """The booklet."""
        return self.url("version_detail", self.get_object().pk)

    def crumbs(self) -> Crumbs:
        """Through the version."""
        return version_crumbs(self, self.get_object())


class VersionAskView(VersionDeed):
    """Ask the Medical Director."""

    permission = EDIT_VERSION
    title = "Ask the Medical Director to approve"
    words = (
        "The Medical Director is told by e-mail that this draft is ready to read. You can still change it meanwhile."
    )
    button = "Send for approval"
    done = "The Medical Director has been asked to approve this version."

    def save(self, form: ConfirmForm) -> str:
        """Back to the booklet."""
        ask_approval(version=self.get_object(), by=self.request.person)
        return self.back()


class VersionApproveView(VersionDeed):
    """The Medical Director's word; `?edition=` says which words were read. Words changed since are shown anew."""

    permission = APPROVE_VERSION
    title = "Approve this version"
    words = (
        "You say, by name, that this is what good leadership by doctors looks like in this Trust. "
        "The draft is closed from now on; returning it to draft takes your approval away."
    )
    button = "Approve"

    def save(self, form: ConfirmForm) -> str:
        """Back to the booklet."""
        edition = self.request.GET.get("edition", "")
        try:
            approve_version(version=self.get_object(), by=self.request.person, edition=edition)
        except RefusedError as refusal:
            messages.error(self.request, str(refusal))
        else:
            messages.success(self.request, "You have approved this version. It can now be published.")
        return self.back()


class VersionReturnView(VersionDeed):
    """Open an approved version again."""

    permission = RETURN_VERSION
    form_class = ReturnForm
    title = "Return to draft"
    words = "It can be changed again, and needs approval anew. Everybody who answers for it is told why."
    button = "Return to draft"
    done = "This version is a draft again."

    def save(self, form: ReturnForm) -> str:
        """Back to the booklet."""
        return_version(version=self.get_object(), reason=form.cleaned_data["reason"], by=self.request.person)
        return self.back()


class VersionPublishView(VersionDeed):
    """Make it the standard, for good."""

    permission = PUBLISH_VERSION
    form_class = PublishForm
    title = "Publish this version"
    words = NEVER_CHANGES
    button = "Publish"
    done = "Published. Everybody in the Trust can read this version."

    def save(self, form: PublishForm) -> str:
        """Back to the booklet."""
        day = form.cleaned_data["effective_on"]
        publish_version(version=self.get_object(), by=self.request.person, effective_on=day)
        return self.back()


class VersionCopyView(VersionDeed):
    """Start the next version from this one."""

    permission = EDIT_VERSION
    form_class = CopyForm
    title = "Start a new version"
    words = (
        "A draft with everything this version says, under the same codes. "
        "This version stays as it is until the new one is published."
    )
    button = "Start the draft"

    def save(self, form: CopyForm) -> str:
        """On to the new draft."""
        note = form.cleaned_data["change_note"]
        version = copy_version(version=self.get_object(), change_note=note, by=self.request.person)
        return self.url("version_detail", version.pk)
