"""What the pages of this app share: a form page, and a form page of a draft."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from frameworks.forms.values import ConfirmForm
from frameworks.models import FrameworkVersion
from frameworks.permissions import EDIT_VERSION
from frameworks.states import VersionState
from trusts.access import TrustView
from trusts.forms import SAVED_SINCE, NHSForm, is_from_an_older_page, opened
from trusts.workflow import RefusedError

Crumbs = list[dict[str, str]]


class FormPage(TrustView):
    """Show a form; do its deed; go on. A refusal stands at the form with everything that was typed. A form that
    `rewrites` what stands is refused when somebody saved since it was opened."""

    template = "frameworks/form.jinja"
    form_class: type[NHSForm] = ConfirmForm
    title = ""
    button = "Save"
    done = ""
    rewrites = False

    def get(self, request: HttpRequest, trust: str, pk: Any = None) -> HttpResponse:
        """The form as it stands."""
        return self.page(self.get_form())

    def post(self, request: HttpRequest, trust: str, pk: Any = None) -> HttpResponse:
        """Do the deed, or say what needs attention."""
        if self.rewrites:
            self.hold()
        form = self.get_form(request.POST)
        if self.rewrites and is_from_an_older_page(form, request.POST):
            form.add_error(None, SAVED_SINCE)
        if not form.is_valid():
            return self.page(form)
        try:
            target = self.save(form)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        if self.done:
            messages.success(request, self.done)
        return redirect(target)

    def page(self, form: NHSForm) -> HttpResponse:
        """The page around the form."""
        context = {
            "form": form,
            "opened": self.request.POST.get("opened", opened(form)) if self.rewrites else "",
            "title": self.title,
            "button_text": self.button,
            "cancel_href": self.back(),
            "breadcrumbs": self.crumbs(),
            **self.extra(),
        }
        return TemplateResponse(self.request, self.template, context)

    def hold(self) -> None:
        """The row as it is now, held until it is saved."""
        held = self.model.objects.select_for_update(of=("self",))  # type: ignore[attr-defined]
        self.get_object().refresh_from_db(from_queryset=held)

    def get_form(self, data: Any = None) -> NHSForm:
        """The form, empty or with what was sent."""
        return self.form_class(data, initial=self.initial())

    def initial(self) -> dict[str, Any]:
        """What the form begins with."""
        return {}

    def extra(self) -> dict[str, Any]:
        """More for the template: words, caption, whether the deed is hard to undo."""
        return {}

    def save(self, form: Any) -> str:
        """Call the service; answer where to go next."""
        raise NotImplementedError

    def back(self) -> str:
        """Where Cancel leads."""
        return self.url("framework_list")

    def crumbs(self) -> Crumbs:
        """The way here."""
        return [{"text": "Framework", "href": self.url("framework_list")}]

    def url(self, name: str, *args: Any) -> str:
        """An address of this app in this Trust."""
        return reverse(f"frameworks:{name}", args=[self.request.trust.slug, *args])


class DraftPage(FormPage):
    """A form about a draft or a part of it; when the version is no longer a draft, back to it with the reason."""

    permission = EDIT_VERSION

    def get(self, request: HttpRequest, trust: str, pk: Any = None) -> HttpResponse:
        """The form, while there is something to write."""
        if self.version().state != VersionState.DRAFT:
            messages.error(request, "Only a draft can be changed. Return it to draft, or start a new version.")
            return redirect(self.back())
        return super().get(request, trust, pk)

    def hold(self) -> None:
        """The version first, as every service of a draft does."""
        FrameworkVersion.objects.select_for_update(of=("self",)).get(pk=self.version().pk)
        super().hold()

    def version(self) -> FrameworkVersion:
        """The version the address is about."""
        row = self.get_object()
        return row if isinstance(row, FrameworkVersion) else row.version

    def get_queryset(self) -> Any:
        """Rows with their version and framework."""
        joins = ("framework",) if self.model is FrameworkVersion else ("version__framework",)  # type: ignore[attr-defined]
        return super().get_queryset().select_related(*joins)

    def back(self) -> str:
        """The booklet, at the part the address is about."""
        return self.url("version_detail", self.version().pk) + self.anchor()

    def anchor(self) -> str:
        """The part's place in the booklet."""
        code = getattr(self.get_object(), "code", None)
        return f"#{code}" if code else ""

    def crumbs(self) -> Crumbs:
        """Through the framework and the version."""
        return version_crumbs(self, self.version())


def version_crumbs(view: Any, version: FrameworkVersion) -> Crumbs:
    """The way to a page below a version."""
    slug = view.request.trust.slug
    return [
        {"text": "Framework", "href": reverse("frameworks:framework_list", args=[slug])},
        {"text": str(version), "href": reverse("frameworks:version_detail", args=[slug, version.pk])},
    ]
