"""HR's export: choose, see the first rows and the totals of the whole, say why, get the file.

The file is made by the report engine and not streamed from here: a stream would leave the Trust's context and its
transaction, while a report keeps its inputs, its hash and its purpose in one row, can be tried again, and is asked anew
at every download whether it may still be given out.
"""

import uuid
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from assessments.services.readings import record_readings
from reports.forms import ExportChoiceForm, ExportForm, cohort_choices
from reports.permissions import EXPORT_RELEASED
from reports.selectors.exports import COLUMNS, GLANCE, newest_released, released_export
from reports.services.exports import request_export
from trusts.access import TrustView
from trusts.workflow import RefusedError

PREVIEW = 10


class ExportView(TrustView):
    """Choose and preview."""

    permission = EXPORT_RELEASED

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """The choice in the address, or the newest cohort in which somebody released something."""
        data: Any = request.GET if "cohort" in request.GET else newest_released()
        choice = ExportChoiceForm(data, cohorts=cohort_choices()) if data else None
        return self.page(request, choice, ExportForm(initial={"key": uuid.uuid4().hex}))

    def page(self, request: Any, choice: ExportChoiceForm | None, purpose: ExportForm) -> HttpResponse:
        """The page with the preview of what is chosen."""
        chosen = choice is not None and choice.is_valid()
        export = released_export(**choice.cleaned_data) if chosen and choice else None
        if export and choice:
            read = [row.id for row in export.assessments[:PREVIEW]]  # who stands in the preview
            cohort = choice.cleaned_data["cohort"]
            record_readings(ids=read, within=cohort, by=self.request.person, request=request)
        context = {
            "title": "Competency export",
            "choice": choice,
            "chosen": choice.cleaned_data if chosen and choice else None,
            "form": choice if choice and choice.errors else purpose,
            "purpose": purpose,
            "export": export,
            "preview": list(islice(export.glance(), PREVIEW)) if export else [],
            "seen": GLANCE,
            "columns": COLUMNS,
        }
        return TemplateResponse(request, "reports/hr_export.jinja", context)


class ExportRequestView(ExportView):
    """Ask for the file."""

    http_method_names = ["post"]

    def post(self, request: Any, trust: str) -> HttpResponse:
        """Queue it and show the list of reports."""
        choice = ExportChoiceForm(request.POST, cohorts=cohort_choices())
        form = ExportForm(request.POST)
        if not (choice.is_valid() and form.is_valid()):
            return self.page(request, choice, form)
        said = form.cleaned_data
        try:
            request_export(
                **choice.cleaned_data,
                kind=said["kind"],
                purpose=said["purpose"],
                by=request.person,
                idem_key=said["key"] or None,
            )
        except RefusedError as error:
            form.add_error(None, str(error))
            return self.page(request, choice, form)
        messages.success(request, "Your export is being made. It will appear below, and we will e-mail you.")
        return redirect("reports:report_list", trust)
