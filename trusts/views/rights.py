"""Holds, erasures and periods, for the Trust's administrator and for whoever confirms."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from trusts.access import TrustView
from trusts.forms.rights import ErasureForm, HoldForm, PeriodsForm
from trusts.models import Erasure, Hold, Person
from trusts.permissions import (
    APPROVE_ERASURE,
    ERASE_PERSON,
    LIFT_HOLD,
    MANAGE_RETENTION,
    VIEW_ERASURE,
    VIEW_ERASURES,
)
from trusts.records import RECORDS
from trusts.selectors.rights import erasure_preview
from trusts.services.erasures import approve_erasure, ask_erasure, withdraw_erasure
from trusts.services.holds import lift_hold, put_hold
from trusts.services.retention import due, set_period, settable_periods
from trusts.states import ErasureState
from trusts.workflow import RefusedError

AHEAD = timedelta(days=30)


class PersonRightsView(TrustView):
    """A page about what is kept of one person."""

    permission = ERASE_PERSON
    model: Any = Person

    def to_person(self, person_id: Any) -> HttpResponse:
        """Back to the page about the data of the person."""
        return redirect("reports:person_data", self.request.trust.slug, person_id)

    def crumbs(self, person: Person) -> list[dict[str, str]]:
        """People, then the data about them."""
        slug = self.request.trust.slug
        return [
            {"text": "People", "href": reverse("trusts:person_list", args=[slug])},
            {"text": f"Data about {person}", "href": reverse("reports:person_data", args=[slug, person.pk])},
        ]


class HoldPutView(PersonRightsView):
    """Put a hold."""

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """An empty form."""
        return self.page(HoldForm())

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Put it, or show what needs attention."""
        form = HoldForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            put_hold(person=self.get_object(), reason=form.cleaned_data["reason"], by=self.request.person)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        messages.success(request, "The hold stands. Nothing kept about them is erased or runs out.")
        return self.to_person(pk)

    def page(self, form: HoldForm) -> HttpResponse:
        """The form."""
        person = self.get_object()
        context = {"title": f"Keep the data about {person}", "form": form, "submit": "Put the hold"}
        return TemplateResponse(self.request, "trusts/form_page.jinja", context | {"breadcrumbs": self.crumbs(person)})


class HoldLiftView(PersonRightsView):
    """Lift a hold."""

    permission = LIFT_HOLD
    model = Hold

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """At once."""
        hold = lift_hold(hold=self.get_object(), by=self.request.person)
        messages.success(request, "The hold is lifted.")
        return self.to_person(hold.person_id)


class ErasureAskView(PersonRightsView):
    """See what would be erased and what stays, and ask for it."""

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """The preview."""
        return self.page(ErasureForm())

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Ask; somebody else confirms."""
        form = ErasureForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            erasure = ask_erasure(person=self.get_object(), reason=form.cleaned_data["reason"], by=self.request.person)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        messages.success(
            request, "The erasure is asked for. Another administrator or the Medical Director confirms it."
        )
        return redirect("trusts:erasure_detail", trust, erasure.pk)

    def page(self, form: ErasureForm) -> HttpResponse:
        """What goes, what stays and why, and the form."""
        person = self.get_object()
        context = {
            "title": f"Erase the data about {person}",
            "subject": person,
            "form": form,
            "tables": erasure_preview(person),
            "hold": Hold.objects.in_force().filter(person=person).first(),
            "breadcrumbs": self.crumbs(person),
        }
        return TemplateResponse(self.request, "trusts/erasure_ask.jinja", context)


class ErasureListView(TrustView):
    """Every erasure and every hold."""

    permission = VIEW_ERASURES

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """What waits to be confirmed first."""
        rows = Erasure.objects.select_related("person", "asked_by", "approved_by")
        context = {
            "title": "Erasures and holds",
            "waiting": rows.filter(state__in=ErasureState.open()),
            "ended": rows.exclude(state__in=ErasureState.open())[:100],
            "may_set_periods": request.user.has_perm(MANAGE_RETENTION, self.request.trust),
            "holds": Hold.objects.in_force().select_related("person", "put_by"),
        }
        return TemplateResponse(request, "trusts/erasure_list.jinja", context)


class ErasureDetailView(TrustView):
    """One erasure: what it is about, and what it did."""

    permission = VIEW_ERASURE
    model = Erasure

    def get_queryset(self) -> Any:
        """With everybody it names."""
        return Erasure.objects.select_related("person", "asked_by", "approved_by")

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """The page."""
        erasure = self.get_object()
        is_open = erasure.state in ErasureState.open()
        context = {
            "title": f"Erasure: {erasure.person}",
            "erasure": erasure,
            "is_open": is_open,
            "emptied": sorted((_plural(table), count) for table, count in erasure.counts.items()),
            "mentions": [(_plural(one["table"]), one["field"], one["id"]) for one in erasure.mentions],
            "tables": erasure_preview(erasure.person) if is_open else [],
            "may_approve": erasure.state == ErasureState.ASKED and request.user.has_perm(APPROVE_ERASURE, erasure),
            "breadcrumbs": [{"text": "Erasures and holds", "href": reverse("trusts:erasure_list", args=[trust])}],
        }
        return TemplateResponse(request, "trusts/erasure_detail.jinja", context)


class ErasureApproveView(ErasureDetailView):
    """Confirm an erasure somebody else asked for."""

    permission = APPROVE_ERASURE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """It begins at once."""
        try:
            approve_erasure(erasure=self.get_object(), by=self.request.person)
            messages.success(request, "Confirmed. It is carried out within a few minutes.")
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        return redirect("trusts:erasure_detail", trust, pk)


class ErasureWithdrawView(ErasureDetailView):
    """Take the request back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Before it is carried out."""
        try:
            withdraw_erasure(erasure=self.get_object(), by=self.request.person)
            messages.success(request, "The request is taken back. Nothing was erased.")
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        return redirect("trusts:erasure_detail", trust, pk)


class RetentionView(TrustView):
    """How long each class of record is kept, and what goes in the next thirty days."""

    permission = MANAGE_RETENTION

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """The periods, and what is due."""
        return self.page(PeriodsForm(months=settable_periods()))

    def post(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Keep what was changed."""
        months = settable_periods()
        form = PeriodsForm(request.POST, months=months)
        if not form.is_valid():
            return self.page(form)
        for record, before in months.items():
            if form.cleaned_data[record.value] != before:
                set_period(record=record, months=form.cleaned_data[record.value], by=self.request.person)
        messages.success(request, "The periods are saved. They count from tonight.")
        return redirect("trusts:retention", trust)

    def page(self, form: PeriodsForm) -> HttpResponse:
        """The form beside what is due."""
        tables = due(timezone.localdate() + AHEAD)
        context = {
            "title": "How long records are kept",
            "breadcrumbs": [
                {"text": "People", "href": reverse("trusts:person_list", args=[self.request.trust.slug])},
            ],
            "form": form,
            "due": [(RECORDS[table.record].title, _plural(table.table), table.rows) for table in tables],
            "held": Hold.objects.in_force().count(),
        }
        return TemplateResponse(self.request, "trusts/retention.jinja", context)


def _plural(table: str) -> str:
    """What the rows of a table are called: "trusts.message" holds messages. One of an earlier day keeps its name."""
    try:
        return capfirst(str(apps.get_model(table)._meta.verbose_name_plural))
    except (LookupError, ValueError):
        return table
