"""Addresses of this app, under /t/<trust>/."""

from typing import Any

from django.urls import URLPattern, path

from projects.views import cycles, documents, lists, measures, projects


def page(route: str, view: Any, name: str) -> URLPattern:
    """One address and its page."""
    return path(route, view.as_view(), name=name)


ONE = "projects/<uuid:pk>"
MEASURE = "measures/<uuid:pk>"
VALUE = "measurements/<uuid:pk>"
CYCLE = "cycles/<uuid:pk>"

app_name = "projects"
urlpatterns: list[URLPattern] = [
    page("my-projects/", lists.MyProjectListView, "my_project_list"),
    page("projects/", lists.ProjectListView, "project_list"),
    page("projects/propose/", lists.ProposeView, "project_propose"),
    page(f"{ONE}/", projects.ProjectDetailView, "project_detail"),
    page(f"{ONE}/edit/", projects.ProjectEditView, "project_edit"),
    page(f"{ONE}/ask-for-approval/", projects.AskForApprovalView, "project_ask_for_approval"),
    page(f"{ONE}/approve/", projects.ApproveView, "project_approve"),
    page(f"{ONE}/return/", projects.ReturnView, "project_return"),
    page(f"{ONE}/start/", projects.StartView, "project_start"),
    page(f"{ONE}/pause/", projects.PauseView, "project_pause"),
    page(f"{ONE}/resume/", projects.ResumeView, "project_resume"),
    page(f"{ONE}/stop/", projects.StopView, "project_stop"),
    page(f"{ONE}/complete/", projects.CompleteView, "project_complete"),
    page(f"{ONE}/sustain/", projects.SustainView, "project_sustain"),
    page(f"{ONE}/competencies/edit/", projects.CompetenciesEditView, "competencies_edit"),
    page(f"{ONE}/team/add/", projects.TeamMemberAddView, "team_member_add"),
    page(f"{ONE}/documents/add/", documents.DocumentAddView, "document_add"),
    page("project-documents/<uuid:pk>/download/", documents.DocumentDownloadView, "document_download"),
    page("project-documents/<uuid:pk>/remove/", documents.DocumentRemoveView, "document_remove"),
    page("team-members/<uuid:pk>/remove/", projects.TeamMemberRemoveView, "team_member_remove"),
    page(f"{ONE}/measures/add/", measures.MeasureAddView, "measure_add"),
    page(f"{MEASURE}/", measures.MeasureDetailView, "measure_detail"),
    page(f"{MEASURE}/edit/", measures.MeasureEditView, "measure_edit"),
    page(f"{MEASURE}/download/", measures.MeasureDownloadView, "measure_download"),
    page(f"{MEASURE}/record/", measures.ValueRecordView, "value_record"),
    page(f"{MEASURE}/paste/", measures.ValuePasteView, "value_paste"),
    page(f"{MEASURE}/recalculate/", measures.RecalculateView, "recalculate"),
    page("recalculations/<uuid:pk>/undo/", measures.RecalculationUndoView, "recalculation_undo"),
    page(f"{VALUE}/", measures.ValueDetailView, "value_detail"),
    page(f"{VALUE}/correct/", measures.ValueCorrectView, "value_correct"),
    page(f"{VALUE}/leave-out/", measures.ValueLeaveOutView, "value_leave_out"),
    page(f"{VALUE}/restore/", measures.ValueRestoreView, "value_restore"),
    page(f"{ONE}/cycles/plan/", cycles.CyclePlanView, "cycle_plan"),
    page(f"{CYCLE}/", cycles.CycleDetailView, "cycle_detail"),
    page(f"{CYCLE}/edit/", cycles.CycleEditView, "cycle_edit"),
    page(f"{CYCLE}/start/", cycles.CycleStartView, "cycle_start"),
    page(f"{CYCLE}/study/", cycles.CycleStudyView, "cycle_study"),
]
