"""A reviewer's pages: the list, the conflict question, the review."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from cohorts.forms.reviews import ConflictForm, ScoreForm
from cohorts.models import Review
from cohorts.permissions import ANSWER_CONFLICT, CHANGE_REVIEW, VIEW_REVIEWS
from cohorts.selectors.applications import files_of, week_of
from cohorts.selectors.endorsements import endorsement_of
from cohorts.selectors.opinions import opinions_on
from cohorts.selectors.reviews import my_reviews, next_to_do, post_of
from cohorts.services.reading import record_view
from cohorts.services.reviews import declare_conflict, declare_no_conflict, is_kept, save_scores, submit_review
from cohorts.states import ReviewState
from trusts.access import TrustView
from trusts.models import Trust
from trusts.workflow import RefusedError

SUBMITTED = "You have already submitted this review. It stands as you submitted it."


class ReviewListView(TrustView):
    """What to review, soonest due first; what is done; what is closed by a conflict."""

    permission = VIEW_REVIEWS

    def get(self, request: Any, trust: str) -> HttpResponse:
        """The list."""
        context = {"title": "Your reviews", "mine": my_reviews(request.person)}
        return TemplateResponse(request, "cohorts/review_list.jinja", context)


class ReviewView(TrustView):
    """A page about one of the reviewer's own reviews."""

    permission = ANSWER_CONFLICT
    model = Review

    def get_queryset(self) -> Any:
        """Reviews with all that their page says."""
        return Review.objects.select_related("application__applicant", "application__cohort__programme", "reviewer")

    def to_list(self) -> HttpResponse:
        """Back to the list."""
        return redirect("cohorts:review_list", self.request.trust.slug)

    def to_review(self, pk: Any) -> HttpResponse:
        """On to a review, by way of the conflict question if it is not answered."""
        return redirect("cohorts:review_detail", self.request.trust.slug, pk)


class ReviewDeclareView(ReviewView):
    """The question that comes before the application is opened."""

    def get(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """The question."""
        return self.page(ConflictForm())

    def post(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """The answer: on to the application, or back to the list without it."""
        form, review = ConflictForm(request.POST), self.get_object()
        if not form.is_valid():
            return self.page(form)
        if not form.has_conflict:
            try:
                declare_no_conflict(review=review, by=request.person)
            except RefusedError as refusal:
                messages.error(request, str(refusal))
                return self.to_list()
            return self.to_review(review.pk)
        declare_conflict(review=review, reason=form.reason, by=request.person)
        messages.success(request, "Your conflict of interest is recorded. The application is closed to you.")
        return self.to_list()

    def page(self, form: ConflictForm) -> HttpResponse:
        """Who the applicant is, and nothing of what they wrote."""
        application = self.get_object().application
        context = {
            "title": f"Before you read: {application.applicant}",
            "form": form,
            "review": self.get_object(),
            "post": post_of(application.applicant),
            "breadcrumbs": crumbs(self.request.trust),
        }
        return TemplateResponse(self.request, "cohorts/review_declare.jinja", context)


class ReviewDetailView(ReviewView):
    """The application on the left, the scores on the right."""

    def get(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """The application; or the conflict question, while it is not answered."""
        review = self.get_object()
        if review.no_conflict_at is None:
            return redirect("cohorts:review_declare", trust, pk)
        record_view(application=review.application, by=request.person)
        return self.page()

    def page(self, form: ScoreForm | None = None, refusal: str = "") -> HttpResponse:
        """The page; after a refusal with what was typed."""
        review = self.get_object()
        application = review.application
        criteria = list(application.cohort.criteria.all())
        is_submitted = review.state == ReviewState.SUBMITTED
        context = {
            "title": str(application.applicant),
            "caption": f"Review for {application.cohort.programme.name}, {application.cohort.name}",
            "review": review,
            "application": application,
            "post": post_of(application.applicant),
            "week": week_of(application),
            "files": files_of(application),
            "endorsement": endorsement_of(application),
            "is_reading": True,
            "criteria": criteria,
            "is_submitted": is_submitted,
            "form": None
            if is_submitted
            else form or ScoreForm(criteria=criteria, initial=ScoreForm.initial_of(review)),
            "typed": form if is_submitted else None,
            "opinions": opinions_on(application, self.request.person) if is_submitted else None,
            "next_review": next_to_do(self.request.person, review),
            "refusal": refusal,
            "breadcrumbs": crumbs(self.request.trust),
        }
        return TemplateResponse(self.request, "cohorts/review_detail.jinja", context)


class ReviewSaveView(ReviewDetailView):
    """Keep the draft: while somebody writes, or by the button."""

    permission = CHANGE_REVIEW

    def get(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """The address of a refused save, loaded again: back to the review."""
        return self.to_review(pk)

    def post(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """Saved, and said so; refused, and what was typed stays on the page."""
        review = self.get_object()
        form = bound(review, request, is_final=False)
        try:
            review = keep(review, form, request)
        except RefusedError as refusal:
            return self.not_saved(form, str(refusal))
        if request.htmx:
            return TemplateResponse(request, "cohorts/review_saved.jinja", {"review": review})
        messages.success(request, f"Draft saved: {review.application.applicant}.")
        following = next_to_do(request.person, review) if "next" in request.POST else review.pk
        return self.to_review(following) if following else self.to_list()

    def not_saved(self, form: ScoreForm, sentence: str) -> HttpResponse:
        """Why not, beside what was typed."""
        if self.request.htmx:
            context = {"wrong": [{"text": sentence}], "edition": form.data.get("edition", "")}
            return TemplateResponse(self.request, "cohorts/_not_saved.jinja", context, status=409)
        return self.page(form, sentence)


class ReviewSubmitView(ReviewDetailView):
    """Hand the review in and lock it."""

    permission = CHANGE_REVIEW

    def get(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """The address of a refused submission, loaded again: back to the review."""
        return self.to_review(pk)

    def post(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """Submitted; or kept as a draft, with what is missing said beside each field."""
        review = self.get_object()
        form = bound(review, request, is_final=True)
        if review.state == ReviewState.SUBMITTED:  # a second click, or a second window
            if not is_kept(review, form.scores, form.data.get("comment", "")):
                return self.page(form, SUBMITTED)
            messages.warning(request, SUBMITTED)
            return self.to_review(review.pk)
        try:
            self._object = keep(review, form, request)
            if form.errors:
                # The page now stands on what was just kept.
                typed = request.POST.copy()
                typed["edition"] = self._object.updated_at.isoformat()
                form.data = typed
                return self.page(form)
            submit_review(review=review, by=request.person)
        except RefusedError as refusal:
            return self.page(form, str(refusal))
        messages.success(request, f"Review submitted: {review.application.applicant}.")
        following = next_to_do(request.person, review)
        return self.to_review(following) if following else self.to_list()


def bound(review: Review, request: HttpRequest, *, is_final: bool) -> ScoreForm:
    """The form as sent, validated."""
    form = ScoreForm(request.POST, criteria=list(review.application.cohort.criteria.all()), is_final=is_final)
    form.full_clean()
    return form


def keep(review: Review, form: ScoreForm, request: Any) -> Review:
    """Save what was typed, complete or not."""
    comment = form.data.get("comment", "")
    return save_scores(review=review, scores=form.scores, comment=comment, by=request.person, edition=form.edition_read)


def crumbs(trust: Trust) -> list[dict[str, str]]:
    """The crumbs above one review."""
    return [{"text": "Your reviews", "href": reverse("cohorts:review_list", args=[trust.slug])}]
