"""The programme director's board: every application a row, reviews shared out, late reviewers chased."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from charts import strip
from cohorts.forms.decisions import StageSeveralForm
from cohorts.models import Cohort
from cohorts.permissions import ASSIGN_REVIEWS, STAGE_DECISIONS, VIEW_BOARD
from cohorts.selectors.board import DEFAULT_SORT, NEEDS, SORTS, STAGED, STATES, board
from cohorts.selectors.places import places_of
from cohorts.services.assignment import assign_evenly, remind_reviewers
from trusts.access import TrustView
from trusts.workflow import RefusedError

COLUMNS = (
    ("applicant", "Applicant", "applicant"),
    ("endorsement", "Endorsement", "endorsement"),
    ("reviews", "Reviews", "reviews"),
    ("mean", "Mean", "-mean"),
    ("median", "Median", "-median"),
    ("spread", "Spread", "-spread"),
)
"""Sortable columns: the key, the heading, and the order a first click gives."""


class CohortView(TrustView):
    """A page or deed about the reviews of one cohort."""

    model = Cohort

    def get_queryset(self) -> Any:
        """Cohorts with their programme."""
        return Cohort.objects.select_related("programme", "trust")

    def to_board(self) -> HttpResponseRedirect:
        """Back to the board."""
        return redirect("cohorts:board", self.request.trust.slug, self.get_object().pk)


class BoardView(CohortView):
    """Every application handed in, one a row."""

    permission = VIEW_BOARD

    def get(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """The board, sorted and filtered by the query string."""
        return self.page()

    def page(self, form: StageSeveralForm | None = None) -> HttpResponse:
        """The board; after a refusal with what was chosen and typed."""
        cohort, request = self.get_object(), self.request
        chosen = {name: request.GET.get(name, "") for name in ("state", "need", "staged")}
        chosen["sort"] = request.GET.get("sort", DEFAULT_SORT)
        is_told = form and form.non_field_errors()  # of what stands now; until then a form keeps what its rows showed
        context = {
            "title": "Review board",
            "caption": f"{cohort.programme.name}, {cohort.name}",
            "cohort": cohort,
            "board": board(cohort, request.person, **chosen),
            "places": places_of(cohort),
            "open_until": cohort.applications_close_at if cohort.takes_applications(timezone.now()) else None,
            "headings": headings(request),
            "sorts": sorts(chosen["sort"]),
            "chosen": chosen,
            "states": [("", "Every state"), *((key, values[0].label) for key, values in STATES.items())],
            "needs": [("", "Everything"), *zip(NEEDS, ("Disagreement", "Reviews missing", "Conflicts"), strict=True)],
            "stages": [("", "Everything"), *zip(STAGED, ("Staged", "Not staged"), strict=True)],
            "form": (form or StageSeveralForm(keys=(), cohort=cohort))
            if request.user.has_perm(STAGE_DECISIONS, cohort)
            else None,
            "editions": {} if form is None or is_told else form.editions,
            "query": request.GET.urlencode(),
            "draw": strip.draw,
            "url_of": addresses(request),
            "can_assign": request.user.has_perm(ASSIGN_REVIEWS, cohort),
            "breadcrumbs": crumbs(request, cohort)[:-1],
        }
        return TemplateResponse(request, "cohorts/board.jinja", context)


def sorts(now: str) -> list[tuple[str, str]]:
    """The orders a phone offers, where the headings are not seen: each column's first, and the one in use."""
    offered = [(first, words) for _, words, first in COLUMNS]
    turned = [(key, words) for _, words, first in COLUMNS if (key := _turned(first)) == now]
    return offered + [(key, f"{words}, the other way round") for key, words in turned]


def _turned(order: str) -> str:
    return order.removeprefix("-") if order.startswith("-") else f"-{order}"


def headings(request: Any) -> list[dict[str, str]]:
    """The sortable headings: each links to itself sorted, or turned round when it is sorted already."""
    now = request.GET.get("sort", DEFAULT_SORT)
    now = now if now.removeprefix("-") in SORTS else DEFAULT_SORT
    items = []
    for key, words, first in COLUMNS:
        is_sorted = now.removeprefix("-") == key
        turned = key if now.startswith("-") else f"-{key}"
        query = request.GET.copy()
        query["sort"] = turned if is_sorted else first
        aria = ("descending" if now.startswith("-") else "ascending") if is_sorted else "none"
        items.append({"key": key, "text": words, "href": f"?{query.urlencode()}", "aria": aria})
    return items


def addresses(request: Any) -> Callable[[UUID], str]:
    """The address of an application's page by its key: resolved once, not once a row."""
    nobody = UUID(int=0)
    pattern = reverse("cohorts:application_consider", args=[request.trust.slug, nobody])
    return lambda pk: pattern.replace(str(nobody), str(pk))


class AssignEvenlyView(CohortView):
    """Share out the reviews that are lacking."""

    permission = ASSIGN_REVIEWS
    http_method_names = ["post"]

    def post(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """Share out, and say how it went."""
        new = assign_evenly(cohort=self.get_object(), by=request.person)
        people = len({review.reviewer_id for review in new})
        if new:
            words = f"{counted(len(new), 'review')} shared out among {counted(people, 'reviewer')}, who have been told."
            messages.success(request, words)
        else:
            messages.info(request, "Nothing to share out: no review is lacking, or no reviewer is free to be asked.")
        return self.to_board()


class RemindView(CohortView):
    """Chase the reviewers who are late."""

    permission = ASSIGN_REVIEWS
    http_method_names = ["post"]

    def post(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """Remind, at most once a day."""
        try:
            people = remind_reviewers(cohort=self.get_object(), by=request.person)
            messages.success(request, f"{counted(people, 'reviewer')} reminded by e-mail.")
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        return self.to_board()


def crumbs(request: Any, cohort: Cohort) -> list[dict[str, str]]:
    """The crumbs above an application on the board."""
    slug = request.trust.slug
    return [
        {"text": "Cohorts", "href": reverse("cohorts:cohort_list", args=[slug])},
        {"text": cohort.name, "href": reverse("cohorts:cohort_detail", args=[slug, cohort.pk])},
        {"text": "Review board", "href": reverse("cohorts:board", args=[slug, cohort.pk])},
    ]


def counted(count: int, noun: str) -> str:
    """A number with its noun: 1 review, 3 reviews."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
