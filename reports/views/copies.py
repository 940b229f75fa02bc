"""My data: a copy of everything kept about oneself. And the administrator's page about what is kept of somebody."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from reports.models import Report
from reports.permissions import MANAGE_DATA_OF, VIEW_DATA_COPY, VIEW_MY_DATA
from reports.services.copies import open_copy, request_copy
from reports.services.downloads import file_name
from reports.states import ReportKind
from reports.views.reports import attachment
from trusts.access import TrustView
from trusts.models import Erasure, Hold, Person
from trusts.states import ErasureState
from trusts.workflow import RefusedError


def copies_of(person: Person) -> Any:
    """Copies of a person's data that have not ended, newest first."""
    rows = Report.objects.filter(kind=ReportKind.DATA_COPY, about=person, expires_at__gt=timezone.now())
    return rows.select_related("requested_by").order_by("-created_at")


class MyDataView(TrustView):
    """What is kept about me, and a copy of it."""

    permission = VIEW_MY_DATA

    def get(self, request: Any, trust: str) -> HttpResponse:
        """Copies made, and a button to ask for one."""
        context = {"title": "Your data", "copies": copies_of(request.person), "key": uuid.uuid4().hex}
        return TemplateResponse(request, "reports/my_data.jinja", context)


class MyDataRequestView(TrustView):
    """Ask for a copy of one's own data."""

    permission = VIEW_MY_DATA

    def post(self, request: Any, trust: str) -> HttpResponse:
        """Queue it; asked twice, it is made once."""
        request_copy(about=request.person, by=request.person, idem_key=request.POST.get("key", "")[:64] or None)
        messages.success(request, "Your copy is being made. It will appear below, and we will e-mail you.")
        return redirect("reports:my_data", trust)


class DataCopyDownloadView(TrustView):
    """Fetch a copy. The address is not the permission: the row is asked each time."""

    permission = VIEW_DATA_COPY
    model = Report

    def get_queryset(self) -> Any:
        """Copies of somebody's data, with whose they are."""
        return Report.objects.filter(kind=ReportKind.DATA_COPY).select_related("about", "cohort")

    def get(self, request: Any, trust: str, pk: uuid.UUID) -> HttpResponseBase:
        """The ZIP as an attachment, never kept by a cache."""
        report = self.get_object()
        try:
            file = open_copy(report=report, by=request.person)
        except RefusedError as error:
            messages.error(request, str(error))
            is_mine = report.about_id == request.person.pk
            return (
                redirect("reports:my_data", trust)
                if is_mine
                else redirect("reports:person_data", trust, report.about_id)
            )
        return attachment(file, report, file_name(report, request.trust.slug, cohort=""))


class PersonDataView(TrustView):
    """What the administrator may do with what is kept about somebody."""

    permission = MANAGE_DATA_OF
    model = Person

    def get(self, request: HttpRequest, trust: str, pk: uuid.UUID) -> HttpResponse:
        """Copies made, and a button to ask for one on their behalf."""
        person = self.get_object()
        copies = list(copies_of(person))
        context = {
            "title": f"Data about {person}",
            "subject": person,
            "copies": copies,
            "may_fetch": bool(copies) and request.user.has_perm(VIEW_DATA_COPY, copies[0]),
            "key": uuid.uuid4().hex,
            "hold": Hold.objects.in_force().filter(person=person).select_related("put_by").first(),
            "erasure": Erasure.objects.filter(person=person).exclude(state=ErasureState.WITHDRAWN).first(),
            "breadcrumbs": [{"text": "People", "href": reverse("trusts:person_list", args=[trust])}],
        }
        return TemplateResponse(request, "reports/person_data.jinja", context)


class PersonDataRequestView(TrustView):
    """Ask for a copy on somebody's behalf, who asked by letter."""

    permission = MANAGE_DATA_OF
    model = Person

    def post(self, request: Any, trust: str, pk: uuid.UUID) -> HttpResponse:
        """Queue it."""
        person = self.get_object()
        request_copy(about=person, by=request.person, idem_key=request.POST.get("key", "")[:64] or None)
        messages.success(request, f"The copy is being made. {person} is told by e-mail when it is ready.")
        return redirect("reports:person_data", trust, pk)
