"""Addresses of this app, under /t/<trust>/."""

from django.urls import path

from assessments.views import drafting, evidence, files, goals, releasing, rounds, standing

app_name = "assessments"
urlpatterns = [
    path("assessments/", drafting.MyAssessmentListView.as_view(), name="my_assessment_list"),
    path("assessments/<uuid:pk>/", standing.AssessmentView.as_view(), name="assessment_detail"),
    path("assessments/<uuid:pk>/domains/<int:number>/", drafting.DomainView.as_view(), name="assessment_domain"),
    path(
        "assessments/<uuid:pk>/competencies/<uuid:competency>/rate/",
        drafting.RatingSaveView.as_view(),
        name="rating_save",
    ),
    path(
        "assessments/<uuid:pk>/competencies/<uuid:competency>/evidence/add/",
        evidence.EvidenceAddView.as_view(),
        name="evidence_add",
    ),
    path(
        "assessments/<uuid:pk>/competencies/<uuid:competency>/evidence/<uuid:evidence>/detach/",
        evidence.EvidenceDetachView.as_view(),
        name="evidence_detach",
    ),
    path("assessments/<uuid:pk>/check/", drafting.CheckView.as_view(), name="assessment_check"),
    path("assessments/<uuid:pk>/ask-to-reopen/", releasing.AskToReopenView.as_view(), name="reopening_ask"),
    path("assessments/<uuid:pk>/reopen/", rounds.ReopenView.as_view(), name="assessment_reopen"),
    path("assessments/<uuid:pk>/standing/", standing.StandingView.as_view(), name="assessment_standing"),
    path("assessments/<uuid:pk>/release/", releasing.ReleaseView.as_view(), name="assessment_release"),
    path("assessments/<uuid:pk>/take-back/", releasing.TakeBackView.as_view(), name="assessment_take_back"),
    path("evidence/", evidence.MyEvidenceListView.as_view(), name="my_evidence_list"),
    path("evidence/<uuid:pk>/files/add/", files.EvidenceFileAddView.as_view(), name="evidence_file_add"),
    path("evidence-files/<uuid:pk>/download/", files.EvidenceFileDownloadView.as_view(), name="evidence_file_download"),
    path("evidence-files/<uuid:pk>/remove/", files.EvidenceFileRemoveView.as_view(), name="evidence_file_remove"),
    path("evidence/<uuid:pk>/remove/", evidence.EvidenceRemoveView.as_view(), name="evidence_remove"),
    path("goals/", goals.MyGoalListView.as_view(), name="my_goal_list"),
    path("goals/set/", goals.GoalSetView.as_view(), name="goal_set"),
    path("goals/<uuid:pk>/change-day/", goals.GoalDayView.as_view(), name="goal_change_day"),
    path("goals/<uuid:pk>/meet/", goals.GoalMoveView.as_view(verb="meet"), name="goal_meet"),
    path("goals/<uuid:pk>/drop/", goals.GoalMoveView.as_view(verb="drop"), name="goal_drop"),
    path("goals/<uuid:pk>/reopen/", goals.GoalMoveView.as_view(verb="reopen"), name="goal_reopen"),
    path("rounds/<uuid:pk>/begin/", drafting.BeginView.as_view(), name="assessment_begin"),
    path("rounds/<uuid:pk>/open/", rounds.RoundOpenView.as_view(), name="round_open"),
    path("rounds/<uuid:pk>/close/", rounds.RoundCloseView.as_view(), name="round_close"),
    path("rounds/<uuid:pk>/change-dates/", rounds.RoundDatesView.as_view(), name="round_change_dates"),
    path("cohorts/<uuid:pk>/rounds/", rounds.RoundListView.as_view(), name="round_list"),
    path("cohorts/<uuid:pk>/rounds/plan/", rounds.RoundPlanView.as_view(), name="round_plan"),
    path("cohorts/<uuid:pk>/released-assessments/", rounds.ReleasedListView.as_view(), name="released_list"),
]
