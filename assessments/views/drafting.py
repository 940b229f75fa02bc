"""A doctor's own assessments: begin, rate a domain a page, save as one goes, check, submit, ask to reopen."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from assessments.forms import AnswerForm, RatingForm, prefix_of
from assessments.models import Assessment, Rating, Round, save_rating
from assessments.permissions import (
    BEGIN_ASSESSMENT,
    RATE_ASSESSMENT,
    VIEW_OWN_ASSESSMENTS,
)
from assessments.reflection import patient_identifiers
from assessments.selectors import DomainItems, Draft, Item, draft, my_rounds
from assessments.services.assessments import (
    EditedElsewhereError,
    UnfinishedError,
    begin_assessment,
    rate,
    submit_assessment,
)
from assessments.states import AssessmentState, RoundKind
from frameworks.models import Competency
from trusts.access import TrustView
from trusts.workflow import RefusedError

OWN = "My benchmark"


class MyAssessmentListView(TrustView):
    """What is asked of me, by when, and how far I am."""

    permission = VIEW_OWN_ASSESSMENTS

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Rounds by cohort."""
        rounds = my_rounds(self.request.person)
        context = {"title": OWN, "rounds": rounds, "today": timezone.localdate()}
        return TemplateResponse(request, "assessments/my_assessment_list.jinja", context)


class BeginView(TrustView):
    """Begin, or go on where I left."""

    permission = BEGIN_ASSESSMENT
    model = Round

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """To the framework and how it works."""
        try:
            begun = begin_assessment(round=self.get_object(), by=self.request.person)
        except RefusedError as refused:
            messages.error(request, str(refused))
            return redirect("assessments:my_assessment_list", trust)
        return redirect("assessments:assessment_detail", trust, begun.pk)


class DraftView(TrustView):
    """A page of the rater's own assessment; once it is submitted, every one of them leads to where I stand."""

    permission = RATE_ASSESSMENT
    model = Assessment

    def get_queryset(self) -> Any:
        """With its round and cohort, which every page names."""
        return Assessment.objects.select_related("round__cohort", "version__framework")

    @property
    def looks_back(self) -> bool:
        """Whether the baseline is asked for again, as seen today."""
        return self.get_object().round.kind != RoundKind.BASELINE

    def away(self, trust: str) -> HttpResponse | None:
        """Where to go instead, when this is no draft any more."""
        assessment = self.get_object()
        if assessment.state == AssessmentState.DRAFT:
            return None
        return redirect("assessments:assessment_standing", trust, assessment.pk)

    def crumbs(self) -> list[dict[str, str]]:
        """The list, and this assessment."""
        slug, assessment = self.request.trust.slug, self.get_object()
        return [
            {"text": OWN, "href": reverse("assessments:my_assessment_list", args=[slug])},
            {
                "text": f"{assessment.round.get_kind_display()}, {assessment.round.cohort}",
                "href": reverse("assessments:assessment_detail", args=[slug, assessment.pk]),
            },
        ]


class DomainView(DraftView):
    """One domain: every competency with its levels. Saved as one goes, and by 'Save and continue' without scripts."""

    def get(self, request: HttpRequest, trust: str, pk: UUID, number: int) -> HttpResponse:
        """The forms with what is kept."""
        return self.away(trust) or self._page(*self._read(number))

    def post(self, request: HttpRequest, trust: str, pk: UUID, number: int) -> HttpResponse:
        """Keep what can be kept, show what cannot, and go where the button says."""
        whole, domain = self._read(number)
        forms = self._forms(whole, domain, request.POST)
        kept = [self._save(item, form) for item, form in forms]
        if not all(kept):
            return self._page(whole, domain, forms)
        return redirect(self._next(request.POST.get("go", "next"), number, len(whole.domains)))

    def _read(self, number: int) -> tuple[Draft, DomainItems]:
        whole = draft(self.get_object(), number=number)
        domain = whole.domain(number)
        if domain is None:
            raise Http404("No such domain.")
        return whole, domain

    def _forms(self, whole: Draft, domain: DomainItems, data: Any = None) -> list[tuple[Item, RatingForm]]:
        return [
            (item, RatingForm(data, levels=whole.levels, item=item, looks_back=self.looks_back))
            for item in domain.items
        ]

    def _save(self, item: Item, form: RatingForm) -> bool:
        if not form.is_valid():
            return False
        if item.rating is None and not form.says_something:
            return True
        try:
            saved = rate(
                assessment=self.get_object(), competency=item.competency, by=self.request.person, **form.answer
            )
            form.renew(saved.edition)
        except EditedElsewhereError as refused:
            form.renew(refused.rating.edition, elsewhere=refused.rating)
            form.add_error(None, f"{item.competency.title}: {refused}")
            return False
        except RefusedError as refused:
            form.add_error(None, str(refused))
            return False
        return True

    def _next(self, go: str, number: int, last: int) -> str:
        slug, assessment = self.request.trust.slug, self.get_object()
        if go.startswith("evidence-"):
            competency = get_object_or_404(Competency, code=go.removeprefix("evidence-"), version=assessment.version_id)
            return reverse("assessments:evidence_add", args=[slug, assessment.pk, competency.pk])
        if go == "later":
            return reverse("assessments:assessment_detail", args=[slug, assessment.pk])
        if number < last:
            return reverse("assessments:assessment_domain", args=[slug, assessment.pk, number + 1])
        return reverse("assessments:assessment_check", args=[slug, assessment.pk])

    def _page(
        self, whole: Draft, domain: DomainItems, forms: list[tuple[Item, RatingForm]] | None = None
    ) -> HttpResponse:
        assessment = self.get_object()
        forms = forms or self._forms(whole, domain)
        context = {
            "title": domain.name,
            "caption": f"{assessment.round.get_kind_display()} self-assessment",
            "breadcrumbs": self.crumbs(),
            "assessment": assessment,
            "whole": whole,
            "domain": domain,
            "forms": [(item, form, _warnings(item.rating)) for item, form in forms],
            "errors": _errors([form for _, form in forms if form.errors]),
            "looks_back": self.looks_back,
        }
        return TemplateResponse(self.request, "assessments/assessment_domain.jinja", context)


def _errors(forms: list[RatingForm]) -> list[dict[str, str]]:
    """For the summary on top: a competency's first radio is what a general error links to. What refuses several
    competencies alike is said once."""
    found: dict[str, dict[str, str]] = {}
    for form in forms:
        for error in form.non_field_errors():
            found.setdefault(str(error), {"text": str(error), "href": f"#{form['level'].auto_id}"})
        for field in form:
            for error in field.errors:
                found[f"{field.auto_id}: {error}"] = {"text": str(error), "href": f"#{field.auto_id}"}
    return list(found.values())


def _warnings(rating: Rating | None) -> list[str]:
    return patient_identifiers(rating.reason) if rating else []


class RatingSaveView(TrustView):
    """Save one competency as the doctor goes.

    The permission and the rules are asked by the statement that saves (performance.md, P3): it writes only the user's
    own open draft. When nothing was saved they are asked again, slowly, to say why.
    """

    permission = RATE_ASSESSMENT
    model = Assessment

    def load_person(self) -> None:
        """Not needed: the statement knows the rater by the user."""

    def check_permission(self) -> None:
        """Asked by the statement."""

    def post(self, request: HttpRequest, trust: str, pk: UUID, competency: UUID) -> HttpResponse:
        """Say when it was saved, or why not; what was typed stays on the page either way."""
        form = AnswerForm(request.POST, prefix=request.POST.get("prefix", ""))
        if not form.is_valid():
            return self._answer(422, form, errors=[error for errors in form.errors.values() for error in errors])
        saved = save_rating(assessment_id=pk, competency_id=competency, user_id=request.user.pk or 0, **form.answer)
        if saved is None:
            return self._refuse(form, competency)
        warnings = patient_identifiers(form.answer["reason"])
        at = f"{timezone.localtime(saved.at):%H:%M}"
        return self._answer(200, form, saved_at=at, edition=saved.edition, warnings=warnings)

    def _refuse(self, form: AnswerForm, competency: UUID) -> HttpResponse:
        self.request.person = super().load_person()
        super().check_permission()
        wanted = get_object_or_404(Competency, pk=competency)
        try:
            rate(assessment=self.get_object(), competency=wanted, by=self.request.person, **form.answer)
        except EditedElsewhereError as refused:
            kept = {"elsewhere": refused.rating, "edition": refused.rating.edition, "errors": [str(refused)]}
            return self._answer(409, form, **kept)
        except RefusedError as refused:
            return self._answer(409, form, errors=[str(refused)])
        raise PermissionDenied

    def _answer(self, status: int, form: AnswerForm, **context: Any) -> HttpResponse:
        context = {"prefix": form.prefix, "edition": form["edition"].value(), "saving": True, **context}
        response = TemplateResponse(self.request, "assessments/_saved.jinja", context, status=status)
        response["X-Saved"] = "yes" if status == 200 else "no"
        return response


class CheckView(DraftView):
    """Check your answers: everything on one page, what is missing on top, targets shown now that all is rated."""

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """The answers by domain."""
        return self.away(trust) or self._page()

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Lock the snapshot."""
        try:
            done = submit_assessment(assessment=self.get_object(), by=self.request.person)
        except UnfinishedError as refused:
            return self._page(status=409, missing={competency.pk for competency in refused.missing})
        except RefusedError as refused:
            messages.error(request, str(refused))
            return redirect("assessments:assessment_detail", trust, pk)
        messages.success(request, "You have submitted your self-assessment. Only you can read it.")
        return redirect("assessments:assessment_standing", trust, done.pk)

    def _page(self, status: int = 200, missing: Any = ()) -> HttpResponse:
        assessment = self.get_object()
        context = {
            "title": "Check your answers",
            "caption": f"{assessment.round.get_kind_display()} self-assessment",
            "breadcrumbs": self.crumbs(),
            "assessment": assessment,
            "whole": draft(assessment),
            "refused": bool(missing),
            "prefix_of": prefix_of,
            "looks_back": self.looks_back,
        }
        return TemplateResponse(self.request, "assessments/assessment_check.jinja", context, status=status)
