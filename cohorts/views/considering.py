"""The programme director before one application: its reviews side by side, what is staged, who else is asked."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from cohorts.forms.decisions import StageForm
from cohorts.forms.reviews import AssignForm, ConflictForm
from cohorts.models import Application, Decision, Review, StagedDecision
from cohorts.models.application import UNDECIDED
from cohorts.permissions import ASSIGN_REVIEWERS, CONSIDER_APPLICATION, DECLARE_CONFLICT, REMOVE_REVIEW
from cohorts.selectors.applications import files_of, week_of
from cohorts.selectors.board import edition_of
from cohorts.selectors.endorsements import endorsement_of
from cohorts.selectors.opinions import opinions_on
from cohorts.selectors.places import places_of
from cohorts.selectors.reviewers import barred_from_cohort, conflicts_with, people_with_role
from cohorts.selectors.reviews import post_of
from cohorts.services.assignment import assign_reviewers, remove_review
from cohorts.services.reading import record_view
from cohorts.services.reviews import declare_own_conflict
from cohorts.states import OPEN_STATES, STAGED_WORDS, Outcome, ReviewState
from cohorts.views.board import counted, crumbs
from trusts.access import TrustView
from trusts.models import Person
from trusts.permissions import is_programme_director
from trusts.states import Role
from trusts.workflow import RefusedError


class ApplicationView(TrustView):
    """A page or deed of the director about one application."""

    model = Application

    def get_queryset(self) -> Any:
        """Applications with all that their page says."""
        return Application.objects.select_related("applicant", "cohort__programme", "cohort__trust")

    def to_application(self) -> HttpResponse:
        """Back to the application."""
        return redirect("cohorts:application_consider", self.request.trust.slug, self.get_object().pk)

    def own_review(self) -> Review | None:
        """The viewer's own review of this application, while it is not answered."""
        mine = Review.objects.standing().filter(application=self.get_object(), reviewer=self.request.person)
        return mine.filter(state=ReviewState.ASSIGNED, no_conflict_at=None).first()


class ConsiderView(ApplicationView):
    """The application with all its reviews side by side, what is decided and what is staged."""

    permission = CONSIDER_APPLICATION

    def get(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """The page."""
        return self.page()

    def page(self, form: StageForm | None = None, refusal: str = "") -> HttpResponse:
        """The page, after a refusal with what was typed; the conflict question first for somebody who was asked to
        review it."""
        application, request = self.get_object(), self.request
        if own := self.own_review():
            return redirect("cohorts:review_declare", request.trust.slug, own.pk)
        record_view(application=application, by=request.person)
        directs = is_programme_director(request.user, application)  # who may consider it, and directs, decides
        undecided = application.state in UNDECIDED
        opinions = opinions_on(application, request.person)
        staged = self.staged() if undecided and not opinions.is_hidden else None
        edition = edition_of(staged.staged_at if staged else None)
        context = {
            "title": str(application.applicant),
            "caption": f"Application to {application.cohort.programme.name}, {application.cohort.name}",
            "application": application,
            "cohort": application.cohort,
            "post": post_of(application.applicant),
            "week": week_of(application),
            "files": files_of(application),
            "endorsement": endorsement_of(application),
            "is_reading": True,
            "opinions": opinions,
            "places": places_of(application.cohort),
            "decisions": Decision.objects.filter(application=application).select_related("decided_by"),
            "offer": application.offers.order_by("-created_at").first(),
            "staged": staged,
            "staged_words": STAGED_WORDS[Outcome(staged.outcome)] if staged else "",
            "edition": edition if form is None or refusal else request.POST.get("edition", edition),
            "open_states": OPEN_STATES,
            "can_direct": directs,
            "shows_adjustments": directs and not opinions.is_hidden,
            "is_undecided": undecided,
            "form": (form or self.form_of(staged)) if directs and undecided else None,
            "refusal": refusal,
            "breadcrumbs": crumbs(request, application.cohort),
        }
        return TemplateResponse(request, "cohorts/board_application.jinja", context)

    def staged(self) -> StagedDecision | None:
        """What is staged for the application."""
        rows = StagedDecision.objects.filter(application=self.get_object())
        return rows.select_related("staged_by").first()

    def form_of(self, staged: StagedDecision | None) -> StageForm:
        """The form, filled with what is staged."""
        fields = ("outcome", "reason", "expires_on")
        initial = {name: getattr(staged, name) for name in fields} if staged else {}
        return StageForm(initial=initial, state=self.get_object().state, cohort=self.get_object().cohort)


class AssignView(ApplicationView):
    """Ask reviewers by hand."""

    permission = ASSIGN_REVIEWERS

    def get(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """Who may be asked, with how much each already has."""
        return self.page(self.form())

    def post(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """Ask those who were ticked."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        people = Person.objects.filter(pk__in=form.chosen)
        try:
            new = assign_reviewers(application=self.get_object(), reviewers=people, by=request.person)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        messages.success(request, f"{counted(len(new), 'reviewer')} asked by e-mail.")
        return self.to_application()

    def form(self, data: Any = None) -> AssignForm:
        """The reviewers who can still be asked: not the applicants, not the conflicted, not those asked already."""
        application = self.get_object()
        asked = set(application.reviews.values_list("reviewer_id", flat=True))
        closed = asked | barred_from_cohort(application.cohort)
        closed |= {reviewer for reviewer, _ in conflicts_with([application.applicant_id])}
        people = [person for person in people_with_role(Role.REVIEWER) if person.pk not in closed]
        live = Count("pk", filter=~Q(state=ReviewState.CONFLICTED))
        rows = Review.objects.filter(application__cohort=application.cohort).values_list("reviewer_id").annotate(n=live)
        return AssignForm(data, people=[(person.pk, str(person)) for person in people], loads=dict(rows))

    def page(self, form: AssignForm) -> HttpResponse:
        """The page."""
        application = self.get_object()
        context = {
            "title": f"Reviewers for {application.applicant}",
            "form": form,
            "application": application,
            "has_people": bool(form.fields["reviewers"].choices),  # type: ignore[attr-defined]
            "breadcrumbs": [*crumbs(self.request, application.cohort), crumb_of(self.request, application)],
        }
        return TemplateResponse(self.request, "cohorts/board_assign.jinja", context)


class DeclareConflictView(ApplicationView):
    """A director says that they have a conflict of interest: the application closes to them."""

    permission = DECLARE_CONFLICT

    def get(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """What it means, and which conflict it is."""
        return self.page(ConflictForm(can_deny=False))

    def post(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """Declare it."""
        form, application = ConflictForm(request.POST, can_deny=False), self.get_object()
        if not form.is_valid():
            return self.page(form)
        declare_own_conflict(application=application, reason=form.reason, by=request.person)
        messages.success(request, "Your conflict of interest is recorded. The application is closed to you.")
        return redirect("cohorts:board", trust, application.cohort_id)

    def page(self, form: ConflictForm) -> HttpResponse:
        """The page."""
        application = self.get_object()
        context = {
            "title": "Declare a conflict of interest",
            "caption": str(application.applicant),
            "form": form,
            "application": application,
            "breadcrumbs": [*crumbs(self.request, application.cohort), crumb_of(self.request, application)],
        }
        return TemplateResponse(self.request, "cohorts/board_conflict.jinja", context)


class RemoveReviewView(TrustView):
    """Take back a request to review that nobody has answered."""

    permission = REMOVE_REVIEW
    model = Review
    http_method_names = ["post"]

    def get_queryset(self) -> Any:
        """Reviews with their application."""
        return Review.objects.select_related("application", "reviewer")

    def post(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """Take it back, or say why not."""
        review = self.get_object()
        try:
            remove_review(review=review, by=request.person)
            messages.success(request, f"{review.reviewer} is no longer asked to review this application.")
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        return redirect("cohorts:application_consider", trust, review.application_id)


def crumb_of(request: Any, application: Application) -> dict[str, str]:
    """The crumb of an application."""
    href = reverse("cohorts:application_consider", args=[request.trust.slug, application.pk])
    return {"text": str(application.applicant), "href": href}
