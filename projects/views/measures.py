"""Pages of a measure: its chart, its values, typed or pasted, and its limits."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from projects import forms
from projects.exports import csv_name, csv_of
from projects.models import Measure, Measurement, Recalculation
from projects.permissions import EDIT_PROJECT, VIEW_PROJECT
from projects.selectors import chart_of
from projects.services import measures as services
from projects.views.base import DeedView, FormPage, ProjectPart
from trusts.workflow import RefusedError


class MeasurePart(ProjectPart):
    """A page of one measure."""

    model: Any = Measure
    within = "project"

    @property
    def measure(self) -> Measure:
        """The measure the page is about."""
        row = self.get_object()
        return row if isinstance(row, Measure) else row.measure

    def crumbs(self) -> list[dict[str, str]]:
        """The measure after its project."""
        link = {"text": self.measure.name, "href": self.address("measure_detail", self.measure)}
        return self.breadcrumbs(link)


class MeasureForm(MeasurePart, FormPage):
    """A form about one measure; then back to its chart."""

    def show(self, form: Any) -> TemplateResponse:
        """With the measure between the project and this page."""
        response = super().show(form)
        back = {"breadcrumbs": self.crumbs(), "measure": self.measure, "cancel": self.after(None)}
        response.context_data = {**(response.context_data or {}), **back, "caption": self.measure.name}
        return response

    def after(self, row: Any) -> str:
        """To the measure's page."""
        return self.address("measure_detail", self.measure)


class MeasureAddView(FormPage):
    """Add a measure to the family."""

    template = "projects/measure_form.jinja"
    title = "Add a measure"
    button = "Add the measure"
    done = "The measure is added. Record its first value when you have one."

    def make_form(self, data: Any = None) -> forms.MeasureForm:
        """The first is most often an outcome."""
        return forms.MeasureForm(data, initial={"kind": self.request.GET.get("kind", ""), "frequency": "weekly"})

    def deed(self, form: forms.MeasureForm) -> Measure:
        """Add it."""
        return services.add_measure(project=self.project, by=self.request.person, **form.fields_of_measure())

    def after(self, row: Any) -> str:
        """To its page."""
        return self.address("measure_detail", row)


class MeasureEditView(MeasureForm):
    """Change how a measure is described or read."""

    template = "projects/measure_form.jinja"
    title = "Edit the measure"
    done = "The measure is saved."

    def make_form(self, data: Any = None) -> forms.MeasureForm:
        """As it stands."""
        return forms.MeasureForm(data, initial=forms.MeasureForm.starting(self.measure))

    def deed(self, form: forms.MeasureForm) -> Measure:
        """Save it."""
        return services.edit_measure(measure=self.measure, by=self.request.person, **form.fields_of_measure())


class MeasureDetailView(MeasurePart):
    """One measure: chart, sentence, table, what can be done."""

    permission = VIEW_PROJECT

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> TemplateResponse:
        """Show it."""
        user: Any = request.user
        context = {
            "title": self.measure.name,
            "caption": self.project.title,
            "breadcrumbs": self.breadcrumbs(),
            "chart": chart_of(self.measure),
            "project": self.project,
            "can_edit": user.has_perm(EDIT_PROJECT, self.project),
            "is_finished": self.is_finished(),
        }
        return TemplateResponse(request, "projects/measure_detail.jinja", context)


class MeasureDownloadView(MeasurePart):
    """The values and what the chart says of each, as a CSV file."""

    permission = VIEW_PROJECT

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """The file."""
        response = HttpResponse(csv_of(chart_of(self.measure)), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{csv_name(self.measure)}"'
        return response


class ValueRecordView(MeasureForm):
    """Record a value, on a phone as on a desk: this week, 7 of 20."""

    template = "projects/value_form.jinja"
    title = "Record a value"
    button = "Record"
    done = "Recorded."

    def make_form(self, data: Any = None) -> forms.ValueForm:
        """Today's, empty."""
        return forms.ValueForm(data, measure=self.measure, initial=forms.ValueForm.today())

    def deed(self, form: forms.ValueForm) -> Measurement:
        """Record it."""
        return services.record_measurement(measure=self.measure, by=self.request.person, **form.cleaned_data)


class ValuePasteView(MeasureForm):
    """Paste many values: first a preview, then all or none."""

    template = "projects/value_paste.jinja"
    title = "Paste values from a spreadsheet"
    button = "Preview"

    def make_form(self, data: Any = None) -> forms.PasteForm:
        """An empty box."""
        return forms.PasteForm(data, measure=self.measure)

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Show what was read; keep it only when asked to."""
        form = self.make_form(request.POST)
        if not form.is_valid() or "keep" not in request.POST:
            return self.show(form)
        try:
            rows = services.record_measurements(
                measure=self.measure,
                entries=form.entries,
                by=self.request.person,
            )
        except RefusedError as error:
            form.add_error(None, str(error))
            return self.show(form)
        messages.success(request, f"{len(rows)} {'value' if len(rows) == 1 else 'values'} recorded.")
        return redirect(self.after(None))


class ValuePart(MeasurePart):
    """A page of one dated value."""

    model = Measurement
    within = "measure__project"


class ValueDetailView(ValuePart):
    """One dated value: what it is, what the chart says of it, what can be done."""

    permission = VIEW_PROJECT

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> TemplateResponse:
        """Show it."""
        user: Any = request.user
        row = self.get_object()
        chart = chart_of(self.measure)
        context = {
            "title": f"{row.measured_on:%-d %B %Y}: {chart.words.reading(row.value)}",
            "caption": self.measure.name,
            "breadcrumbs": self.crumbs(),
            "value": row,
            "measure": self.measure,
            "said": chart.said_of(row),
            "can_edit": user.has_perm(EDIT_PROJECT, self.project),
        }
        return TemplateResponse(request, "projects/value_detail.jinja", context)


class ValueForm(ValuePart, MeasureForm):
    """A form about one value; then back to it."""

    model = Measurement
    within = "measure__project"


class ValueCorrectView(ValueForm):
    """Put a value right that was typed wrongly."""

    template = "projects/value_form.jinja"
    title = "Correct this value"
    button = "Save the correction"
    done = "Corrected. What stood before is kept in the audit."

    def make_form(self, data: Any = None) -> forms.ValueForm:
        """As it stands."""
        row = self.get_object()
        return forms.ValueForm(data, measure=self.measure, row=row, initial=forms.ValueForm.starting(row))

    def deed(self, form: forms.ValueForm) -> Measurement:
        """Correct it."""
        return services.correct_measurement(measurement=self.get_object(), by=self.request.person, **form.cleaned_data)


class ValueLeaveOutView(ValueForm):
    """Leave a value out of the calculation, with the reason."""

    title = "Leave this value out of the calculation"
    button = "Leave it out"
    done = "The value is left out. It is still drawn, hollow."

    def make_form(self, data: Any = None) -> forms.GhostForm:
        """With the reason as it stands."""
        return forms.GhostForm(data, initial={"reason": self.get_object().ghost_reason})

    def deed(self, form: forms.GhostForm) -> Measurement:
        """Leave it out."""
        return services.ghost_measurement(measurement=self.get_object(), by=self.request.person, **form.cleaned_data)


class ValueRestoreView(ValuePart, DeedView):
    """Count a value again."""

    done = "The value counts again."

    def after(self) -> str:
        """To the measure."""
        return self.address("measure_detail", self.measure)

    def deed(self) -> None:
        """Count it."""
        services.restore_measurement(measurement=self.get_object(), by=self.request.person)


class RecalculateView(MeasureForm):
    """Calculate limits anew from a value on, because the process changed."""

    template = "projects/recalculate.jinja"
    title = "Recalculate limits"
    button = "Recalculate from this value"
    done = "Limits are recalculated. The line under the chart tells before and after."

    def make_form(self, data: Any = None) -> forms.RecalculateForm:
        """Every value but the first, the suggested one chosen."""
        chart = chart_of(self.measure)
        self.chart = chart
        taken = {row.starts_on for row in chart.recalculations}
        rows = [row for row in chart.measurements if not row.is_ghost][1:]
        start = chart.suggestion.starts_on.isoformat() if chart.suggestion else None
        return forms.RecalculateForm(
            data,
            rows=[row for row in rows if row.measured_on not in taken],
            words=chart.words,
            initial={"starts_on": start},
        )

    def context(self, form: Any) -> dict[str, Any]:
        """The chart, its suggestion and earlier recalculations."""
        return {"chart": self.chart}

    def deed(self, form: forms.RecalculateForm) -> Recalculation:
        """Recalculate."""
        return services.recalculate(measure=self.measure, by=self.request.person, **form.cleaned_data)


class RecalculationUndoView(MeasurePart, DeedView):
    """Take a recalculation back."""

    model = Recalculation
    within = "measure__project"
    done = "The recalculation is undone. The audit keeps that it was made."

    def after(self) -> str:
        """To the measure."""
        return self.address("measure_detail", self.measure)

    def deed(self) -> None:
        """Undo it."""
        services.undo_recalculation(recalculation=self.get_object(), by=self.request.person)
