"""Addresses of this app, under /t/<trust>/; and of whoever was sent a link, who has no account."""

from django.urls import URLPattern, path

from cohorts.views import (
    applications,
    board,
    cohorts,
    considering,
    endorsements,
    endorsing,
    files,
    offers,
    parts,
    places,
    reviews,
    staging,
)

app_name = "cohorts"
urlpatterns: list[URLPattern] = [
    # Cohorts and applications
    path("cohorts/", cohorts.CohortListView.as_view(), name="cohort_list"),
    path("cohorts/create/", cohorts.CohortCreateView.as_view(), name="cohort_create"),
    path("cohorts/<uuid:pk>/", cohorts.CohortDetailView.as_view(), name="cohort_detail"),
    path("cohorts/<uuid:pk>/edit/", cohorts.CohortEditView.as_view(), name="cohort_edit"),
    path("cohorts/<uuid:pk>/open/", cohorts.CohortOpenView.as_view(), name="cohort_open"),
    path("cohorts/<uuid:pk>/start/", cohorts.CohortStartView.as_view(), name="cohort_start"),
    path("cohorts/<uuid:pk>/complete/", cohorts.CohortCompleteView.as_view(), name="cohort_complete"),
    path("places/<uuid:pk>/withdraw/", places.PlaceWithdrawView.as_view(), name="place_withdraw"),
    path("cohorts/<uuid:pk>/apply/", applications.ApplyView.as_view(), name="cohort_apply"),
    path("applications/", applications.MyApplicationListView.as_view(), name="my_application_list"),
    path("applications/<uuid:pk>/", applications.ApplicationDetailView.as_view(), name="application_detail"),
    path("applications/<uuid:pk>/commitment/", parts.CommitmentView.as_view(), name="application_commitment"),
    path("applications/<uuid:pk>/insight/", parts.InsightView.as_view(), name="application_insight"),
    path("applications/<uuid:pk>/work-plan/", parts.WorkPlanView.as_view(), name="application_work_plan"),
    path("applications/<uuid:pk>/adjustments/", parts.AdjustmentsView.as_view(), name="application_adjustments"),
    path("applications/<uuid:pk>/about/", applications.AboutView.as_view(), name="application_about"),
    path("applications/<uuid:pk>/files/add/", files.ApplicationFileAddView.as_view(), name="application_file_add"),
    path(
        "application-files/<uuid:pk>/download/",
        files.ApplicationFileDownloadView.as_view(),
        name="application_file_download",
    ),
    path(
        "application-files/<uuid:pk>/remove/",
        files.ApplicationFileRemoveView.as_view(),
        name="application_file_remove",
    ),
    path(
        "applications/<uuid:pk>/endorsement/",
        endorsements.EndorsementView.as_view(),
        name="application_endorsement",
    ),
    path(
        "applications/<uuid:pk>/endorsement/send-again/",
        endorsements.EndorsementSendAgainView.as_view(),
        name="application_endorsement_send_again",
    ),
    path(
        "applications/<uuid:pk>/endorsement/withdraw/",
        endorsements.EndorsementWithdrawView.as_view(),
        name="application_endorsement_withdraw",
    ),
    path("applications/<uuid:pk>/check/", applications.CheckAnswersView.as_view(), name="application_check"),
    path("applications/<uuid:pk>/submit/", applications.SubmitView.as_view(), name="application_submit"),
    path("applications/<uuid:pk>/receipt/", applications.ReceiptView.as_view(), name="application_receipt"),
    path("applications/<uuid:pk>/take-back/", applications.TakeBackView.as_view(), name="application_take_back"),
    path("applications/<uuid:pk>/withdraw/", applications.WithdrawView.as_view(), name="application_withdraw"),
    path("offers/<uuid:pk>/", offers.OfferDetailView.as_view(), name="offer_detail"),
    path("offers/<uuid:pk>/accept/", offers.OfferAcceptView.as_view(), name="offer_accept"),
    path("offers/<uuid:pk>/turn-down/", offers.OfferTurnDownView.as_view(), name="offer_turn_down"),
    #
    # Reviews, board and decisions
    path("reviews/", reviews.ReviewListView.as_view(), name="review_list"),
    path("reviews/<uuid:pk>/", reviews.ReviewDetailView.as_view(), name="review_detail"),
    path("reviews/<uuid:pk>/declare/", reviews.ReviewDeclareView.as_view(), name="review_declare"),
    path("reviews/<uuid:pk>/save/", reviews.ReviewSaveView.as_view(), name="review_save"),
    path("reviews/<uuid:pk>/submit/", reviews.ReviewSubmitView.as_view(), name="review_submit"),
    path("reviews/<uuid:pk>/remove/", considering.RemoveReviewView.as_view(), name="review_remove"),
    path("cohorts/<uuid:pk>/board/", board.BoardView.as_view(), name="board"),
    path("cohorts/<uuid:pk>/assign-evenly/", board.AssignEvenlyView.as_view(), name="cohort_assign_evenly"),
    path("cohorts/<uuid:pk>/remind/", board.RemindView.as_view(), name="cohort_remind"),
    path("applications/<uuid:pk>/consider/", considering.ConsiderView.as_view(), name="application_consider"),
    path("applications/<uuid:pk>/assign/", considering.AssignView.as_view(), name="application_assign"),
    path("applications/<uuid:pk>/stage/", staging.StageView.as_view(), name="application_stage"),
    path("applications/<uuid:pk>/unstage/", staging.UnstageView.as_view(), name="application_unstage"),
    path("cohorts/<uuid:pk>/stage/", staging.StageSeveralView.as_view(), name="cohort_stage"),
    path("cohorts/<uuid:pk>/release/", staging.ReleaseView.as_view(), name="cohort_release"),
    path(
        "applications/<uuid:pk>/declare-conflict/",
        considering.DeclareConflictView.as_view(),
        name="application_declare_conflict",
    ),
]
by_link: list[URLPattern] = [path("<str:link>/", endorsing.EndorseView.as_view(), name="answer")]
