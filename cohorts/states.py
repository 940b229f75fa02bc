"""Where cohorts, applications, reviews, offers and places stand."""

from django.db import models

from trusts.workflow import Move, Workflow


class CohortState(models.TextChoices):
    """A cohort is planned, opened to applications, runs, and completes."""

    PLANNED = "planned", "Planned"
    OPEN = "open", "Open to applications"
    RUNNING = "running", "Running"
    COMPLETE = "complete", "Complete"


class ApplicationState(models.TextChoices):
    """A request for a place."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    WAITING = "waiting", "On the reserve list"
    OFFERED = "offered", "Offered a place"
    ACCEPTED = "accepted", "Place accepted"
    DECLINED = "declined", "Not offered a place"
    WITHDRAWN = "withdrawn", "Withdrawn"


class AttachmentKind(models.TextChoices):
    """What a file of an application is."""

    CV = "cv", "My CV"
    EVIDENCE = "evidence", "Supporting evidence"


class EndorserRole(models.TextChoices):
    """Who may be asked to endorse an application."""

    LINE_MANAGER = "line_manager", "Line manager"
    CLINICAL_DIRECTOR = "clinical_director", "Clinical director"


class EndorsementState(models.TextChoices):
    """A request for an endorsement. No state says whether the application is supported: its doctor reads the state."""

    REQUESTED = "requested", "Asked"
    GIVEN = "given", "Answered"
    DECLINED = "declined", "Cannot answer"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ReviewState(models.TextChoices):
    """One reviewer's opinion of one application."""

    ASSIGNED = "assigned", "Assigned"
    DRAFT = "draft", "Begun"
    SUBMITTED = "submitted", "Submitted"
    CONFLICTED = "conflicted", "Conflict declared"


OPEN_STATES = (ReviewState.ASSIGNED, ReviewState.DRAFT)
"""Of a review that is asked for and not in yet."""


class Outcome(models.TextChoices):
    """What the programme director decides."""

    OFFER = "offer", "Offer a place"
    WAIT = "wait", "Reserve list"
    DECLINE = "decline", "Do not offer a place"


STAGED_WORDS = {Outcome.OFFER: "To offer", Outcome.WAIT: "To reserve list", Outcome.DECLINE: "To decline"}
"""A staged decision as the board says it."""


class OfferState(models.TextChoices):
    """A place held open until a date."""

    OPEN = "open", "Open"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined by the doctor"
    EXPIRED = "expired", "Expired"
    WITHDRAWN = "withdrawn", "Withdrawn"


class PlaceState(models.TextChoices):
    """A seat taken by one person."""

    ACTIVE = "active", "Active"
    WITHDRAWN = "withdrawn", "Withdrawn"
    COMPLETE = "complete", "Complete"


A = ApplicationState
COHORT = Workflow(
    {
        "open": Move({CohortState.PLANNED}, CohortState.OPEN),
        "start": Move({CohortState.OPEN}, CohortState.RUNNING),
        "complete": Move({CohortState.RUNNING}, CohortState.COMPLETE),
    }
)
APPLICATION = Workflow(
    {
        "submit": Move({A.DRAFT}, A.SUBMITTED),
        "take_back": Move({A.SUBMITTED}, A.DRAFT),
        "begin_again": Move({A.WITHDRAWN}, A.DRAFT),
        "offer": Move({A.SUBMITTED, A.WAITING}, A.OFFERED),
        "wait": Move({A.SUBMITTED}, A.WAITING),
        "decline": Move({A.SUBMITTED, A.WAITING}, A.DECLINED),
        "accept": Move({A.OFFERED}, A.ACCEPTED),
        "turn_down": Move({A.OFFERED}, A.WITHDRAWN),
        "lapse": Move({A.OFFERED}, A.WAITING),
        "leave": Move({A.ACCEPTED}, A.WITHDRAWN),
        "withdraw": Move({A.DRAFT, A.SUBMITTED, A.WAITING, A.OFFERED}, A.WITHDRAWN),
    }
)
ENDORSEMENT = Workflow(
    {
        "send_again": Move({EndorsementState.REQUESTED}, EndorsementState.REQUESTED),
        "give": Move({EndorsementState.REQUESTED}, EndorsementState.GIVEN),
        "decline": Move({EndorsementState.REQUESTED}, EndorsementState.DECLINED),
        "withdraw": Move({EndorsementState.REQUESTED}, EndorsementState.WITHDRAWN),
    }
)
REVIEW = Workflow(
    {
        "begin": Move({ReviewState.ASSIGNED}, ReviewState.DRAFT),
        "submit": Move({ReviewState.ASSIGNED, ReviewState.DRAFT}, ReviewState.SUBMITTED),
        "declare_conflict": Move(
            {ReviewState.ASSIGNED, ReviewState.DRAFT, ReviewState.SUBMITTED}, ReviewState.CONFLICTED
        ),
    }
)
OFFER = Workflow(
    {
        "accept": Move({OfferState.OPEN}, OfferState.ACCEPTED),
        "turn_down": Move({OfferState.OPEN}, OfferState.DECLINED),
        "expire": Move({OfferState.OPEN}, OfferState.EXPIRED),
        "withdraw": Move({OfferState.OPEN}, OfferState.WITHDRAWN),
    }
)
PLACE = Workflow(
    {
        "withdraw": Move({PlaceState.ACTIVE}, PlaceState.WITHDRAWN),
        "complete": Move({PlaceState.ACTIVE}, PlaceState.COMPLETE),
    }
)
