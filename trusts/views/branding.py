"""The Trust's branding: its administrator changes it, its members see it."""

import base64
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from trusts.access import TrustView
from trusts.file_pages import ADDED, FileRemoveView
from trusts.forms import field_of
from trusts.forms.branding import BrandingForm, LogoForm, LogoRemoveForm
from trusts.models import LogoUpload
from trusts.permissions import MANAGE_BRANDING, USE_TRUST
from trusts.services.branding import change_branding, open_logo, read_upload, remove_logo, upload_logo
from trusts.services.uploads import remove_file
from trusts.workflow import RefusedError

A_WEEK = 7 * 24 * 60 * 60


class BrandingView(TrustView):
    """Logo and colour as they are, and as they would be."""

    permission = MANAGE_BRANDING

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """As they are; with an uploaded picture, as they would be with it."""
        now, upload = self.request.trust, self.upload
        form = self.form(
            initial={
                "edition": now.branding_edition,
                "upload": upload.pk if upload and upload.file.is_available else None,
                "accent_colour": now.accent_colour,
                "logo_text": now.logo_words,
            }
        )
        return self.page(form)

    def post(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Save, or say why not."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        given = dict(form.cleaned_data)
        try:
            change_branding(opened_on=given.pop("edition"), by=self.request.person, **given)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
            return self.page(form, status=409)
        messages.success(request, "Saved. Pages and new reports show it from now on.")
        return redirect("trusts:branding", trust)

    @cached_property
    def upload(self) -> LogoUpload | None:
        """The picture that may become the logo."""
        found: LogoUpload | None = LogoUpload.objects.select_related("file").first()
        return found

    def form(self, data: Any = None, initial: Any = None) -> BrandingForm:
        """With the words of a logo only where there is one, or is one to be."""
        has_logo = self.request.trust.has_logo or bool((data or initial).get("upload"))
        return BrandingForm(data, initial=initial, has_logo=has_logo)

    def page(self, form: BrandingForm, status: int = 200) -> HttpResponse:
        """The form, what is uploaded, and how it will look."""
        crumbs = [{"text": "People", "href": reverse("trusts:person_list", args=[self.request.trust.slug])}]
        context = {
            "title": "Branding",
            "form": form,
            "upload": self.upload,
            "logo": _logo_of(self.request.trust),
            "preview": self.preview(form),
            "breadcrumbs": crumbs,
        }
        return TemplateResponse(self.request, "trusts/branding.jinja", context, status=status)

    def preview(self, form: BrandingForm) -> dict[str, Any] | None:
        """The colour and the logo a header and a cover are drawn with; None while the colour is none."""
        now = self.request.trust
        if form.is_bound and not form.is_valid():
            return None
        said = form.cleaned_data if form.is_bound else form.initial
        logo = _logo_of(now)
        if self.upload and self.upload.pk == said["upload"]:
            try:
                drawn = read_upload(self.upload)
            except RefusedError as refusal:
                messages.error(self.request, str(refusal))
                return None
            data = base64.b64encode(drawn.data).decode()
            logo = {"src": f"data:image/png;base64,{data}", "width": drawn.width, "height": drawn.height}
        return {"colour": said["accent_colour"], "logo": logo, "words": said.get("logo_text") or now.logo_words}


def _logo_of(trust: Any) -> dict[str, Any] | None:
    """Where the Trust's logo is read, and its size."""
    if not trust.has_logo:
        return None
    src = reverse("trusts:logo", args=[trust.slug, trust.branding_edition])
    return {"src": src, "width": trust.logo_width, "height": trust.logo_height}


class BrandingPreviewView(BrandingView):
    """How it would look, without saving it."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, trust: str) -> HttpResponse:
        """The whole page, or only the preview for a page that asks while somebody chooses."""
        form = self.form(request.POST)
        if request.headers.get("HX-Request"):
            context = {"preview": self.preview(form), "form": form}
            return TemplateResponse(request, "trusts/_branding.jinja", context)
        return self.page(form)


class LogoAddView(TrustView):
    """Upload a picture that may become the logo."""

    permission = MANAGE_BRANDING

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """An empty form and its limits."""
        return self._page(LogoForm())

    def post(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Keep it and go back; or say what is wrong, beside the field."""
        form = LogoForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form)
        try:
            upload_logo(upload=form.cleaned_data["file"], by=self.request.person)
        except RefusedError as refused:
            form.add_error(field_of(refused), str(refused))
            return self._page(form)
        messages.success(request, ADDED)
        return redirect("trusts:branding", trust)

    def _page(self, form: LogoForm) -> HttpResponse:
        back = reverse("trusts:branding", args=[self.request.trust.slug])
        crumbs = [{"text": "Branding", "href": back}]
        context = {"title": "Add a logo", "form": form, "back": back, "breadcrumbs": crumbs}
        return TemplateResponse(self.request, "files/file_add.jinja", context)


class LogoUploadRemoveView(FileRemoveView):
    """Give up an uploaded picture, after a question."""

    model = LogoUpload
    permission = MANAGE_BRANDING
    listed_in = "Branding"

    def back(self) -> str:
        """Where it is shown."""
        return reverse("trusts:branding", args=[self.request.trust.slug])

    def remove(self) -> None:
        """The file goes with it."""
        remove_file(link=self.get_object(), by=self.request.person)


class LogoRemoveView(TrustView):
    """Show no logo any more, after a question."""

    permission = MANAGE_BRANDING

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Which, and whether."""
        back = reverse("trusts:branding", args=[trust])
        form = LogoRemoveForm(initial={"edition": self.request.trust.branding_edition})
        context = {
            "title": "Remove the logo?",
            "form": form,
            "logo": _logo_of(self.request.trust),
            "back": back,
            "breadcrumbs": [{"text": "Branding", "href": back}],
        }
        return TemplateResponse(request, "trusts/logo_remove.jinja", context)

    def post(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Back to the branding, with what happened."""
        form = LogoRemoveForm(request.POST)
        seen = form.cleaned_data["edition"] if form.is_valid() else None
        try:
            remove_logo(opened_on=seen, by=self.request.person)
            messages.success(request, "The logo was removed.")
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        return redirect("trusts:branding", trust)


class LogoView(TrustView):
    """The logo, for every member: shown within a page, saved by itself. Each edition has its own address, so a browser
    may keep it, for its user alone."""

    permission = USE_TRUST

    def get(self, request: HttpRequest, trust: str, edition: int) -> HttpResponseBase:
        """The PNG that we drew; of an edition that is over, or where there is no logo, a 404."""
        now = self.request.trust
        if not now.has_logo or edition != now.branding_edition:
            raise Http404("No such logo.")
        try:
            logo = open_logo(now)
        except RefusedError as refusal:
            raise Http404(str(refusal)) from refusal
        response = FileResponse(logo, as_attachment=True, filename="logo.png", content_type="image/png")
        response["Cache-Control"] = f"private, max-age={A_WEEK}, immutable"
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response
