"""What a Trust says by e-mail: its own words, with a preview, and its settings. For the Trust's administrator."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from trusts.access import TrustView
from trusts.forms.mail import MailSettingsForm, TemplateForm
from trusts.kinds import Kind, find_kind
from trusts.models import MessageTemplate
from trusts.permissions import MANAGE_MAIL
from trusts.selectors.mail import mail_settings, words_of, words_of_every_kind
from trusts.services.notices import footer
from trusts.services.templates import change_mail_settings, restore_template, send_template_to_self, write_template
from trusts.states import MailMode
from trusts.wording import one_line
from trusts.workflow import RefusedError


class TemplateListView(TrustView):
    """Every kind of e-mail, by group."""

    permission = MANAGE_MAIL

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """What each is for, whom it reaches, and whose words it has."""
        crumbs = [{"text": "E-mails", "href": reverse("trusts:message_list", args=[trust])}]
        context = {
            "title": "Texts of e-mails",
            "words": words_of_every_kind(),
            "settings": mail_settings(),
            "breadcrumbs": crumbs,
        }
        return TemplateResponse(request, "trusts/template_list.jinja", context)


class TemplateView(TrustView):
    """One kind's words: what its pages share."""

    permission = MANAGE_MAIL

    def find(self, name: str) -> Kind:
        """The kind the address names."""
        kind = find_kind(name)
        if kind is None:
            raise Http404("No such kind of e-mail.")
        return kind

    def page(self, kind: Kind, form: TemplateForm, preview: dict[str, str] | None) -> HttpResponse:
        """The words, the names that may stand in them, and how they read."""
        slug = self.request.trust.slug
        context = {
            "title": kind.title,
            "caption": "Text of an e-mail",
            "kind": kind,
            "form": form,
            "preview": preview,
            "words": words_of(kind),
            "settings": mail_settings(),
            "history": MessageTemplate.objects.filter(kind=kind.name).select_related("written_by").order_by("-number"),
            "breadcrumbs": [
                {"text": "E-mails", "href": reverse("trusts:message_list", args=[slug])},
                {"text": "Texts of e-mails", "href": reverse("trusts:template_list", args=[slug])},
            ],
        }
        return TemplateResponse(self.request, "trusts/template_edit.jinja", context)

    def preview_of(self, form: TemplateForm) -> dict[str, str] | None:
        """The words filled with samples; None while they cannot be."""
        if not form.is_valid():
            return None
        kind, words = form.kind, form.cleaned_data
        return {
            "subject": one_line(kind.sample(words["subject"])),
            "body": kind.sample(words["body"]) + footer(self.request.trust),
        }


class TemplateEditView(TemplateView):
    """Change a kind's words."""

    def get(self, request: HttpRequest, trust: str, kind: str) -> HttpResponse:
        """The words as they are now."""
        found = self.find(kind)
        words = words_of(found)
        data = {"edition": words.number, "subject": words.subject, "body": words.body}
        return self.page(found, TemplateForm(found, initial=data), self.preview_of(TemplateForm(found, data)))

    def post(self, request: HttpRequest, trust: str, kind: str) -> HttpResponse:
        """Save, or show what needs attention."""
        form = TemplateForm(self.find(kind), request.POST)
        if not form.is_valid():
            return self.page(form.kind, form, None)
        words = dict(form.cleaned_data)
        try:
            write_template(kind=form.kind, opened_on=words.pop("edition"), by=self.request.person, **words)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
            return self.page(form.kind, form, None)
        messages.success(request, f"Saved. From now on “{form.kind.title}” is sent in these words.")
        return redirect("trusts:template_edit", trust, kind)


class TemplatePreviewView(TemplateView):
    """How the words read, without saving them."""

    def post(self, request: HttpRequest, trust: str, kind: str) -> HttpResponse:
        """The whole page, or only the preview for a page that asks while somebody writes."""
        form = TemplateForm(self.find(kind), request.POST)
        preview = self.preview_of(form)
        if request.headers.get("HX-Request"):
            return TemplateResponse(request, "trusts/_preview.jinja", {"preview": preview, "form": form})
        return self.page(form.kind, form, preview)


class TemplateTryView(TemplateView):
    """Send the words to oneself."""

    def post(self, request: HttpRequest, trust: str, kind: str) -> HttpResponse:
        """A test, filled with samples; nothing is saved."""
        form = TemplateForm(self.find(kind), request.POST)
        preview = self.preview_of(form)
        if preview:
            words = form.cleaned_data
            person = self.request.person
            send_template_to_self(kind=form.kind, subject=words["subject"], body=words["body"], by=person)
            messages.success(request, f"A test is on its way to {person.user.email}. The text is not saved yet.")
        return self.page(form.kind, form, preview)


class TemplateRestoreView(TemplateView):
    """Back to the product's own words."""

    def post(self, request: HttpRequest, trust: str, kind: str) -> HttpResponse:
        """The Trust's words stay in the history."""
        found = self.find(kind)
        try:
            opened_on = int(request.POST.get("edition", "") or 0)
            restore_template(kind=found, opened_on=opened_on, by=self.request.person)
            messages.success(request, "The standard text is used again. Yours stays in the history below.")
        except (RefusedError, ValueError) as refusal:
            messages.error(request, str(refusal))
        return redirect("trusts:template_edit", trust, kind)


class MailSettingsView(TrustView):
    """Test mode, signature and reminders."""

    permission = MANAGE_MAIL

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """The settings as they are now."""
        row = mail_settings()
        initial = {name: getattr(row, name) for name in ("mode", "signature", "early_days", "late_days")}
        return self._page(MailSettingsForm(initial=initial))

    def post(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Keep them, or show what needs attention."""
        form = MailSettingsForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        settings: dict[str, Any] = dict(form.cleaned_data)
        change_mail_settings(mode=MailMode(settings.pop("mode")), by=self.request.person, **settings)
        messages.success(request, "The settings are kept.")
        return redirect("trusts:message_list", trust)

    def _page(self, form: MailSettingsForm) -> HttpResponse:
        crumbs = [{"text": "E-mails", "href": reverse("trusts:message_list", args=[self.request.trust.slug])}]
        context = {"title": "Settings for e-mails", "form": form, "breadcrumbs": crumbs, "submit": "Save settings"}
        return TemplateResponse(self.request, "trusts/form_page.jinja", context)
