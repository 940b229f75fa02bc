"""Addresses of this app, under /t/<trust>/; and of a university's pages, under /u/<university>/."""

from django.urls import path

from reports.views.calendar import CalendarFeedView, CalendarFileView
from reports.views.copies import (
    DataCopyDownloadView,
    MyDataRequestView,
    MyDataView,
    PersonDataRequestView,
    PersonDataView,
)
from reports.views.dashboard import CohortDashboardView, DashboardIndexView, TrendView
from reports.views.duties import DutyListView
from reports.views.exports import ExportRequestView, ExportView
from reports.views.home import HomeView
from reports.views.portal import PortalCohortView, PortalDownloadView, PortalHomeView
from reports.views.reports import ReportDownloadView, ReportListView, ReportRequestView, ReportRetryView
from reports.views.support import SupportEventsView, SupportOverviewView, SupportPeopleView

app_name = "reports"
urlpatterns = [
    path("", HomeView.as_view(), name="home"),
    path("to-do/", DutyListView.as_view(), name="duty_list"),
    path("to-do/calendar/", CalendarFileView.as_view(), name="calendar_file"),
    path("reports/", ReportListView.as_view(), name="report_list"),
    path("reports/request/", ReportRequestView.as_view(), name="report_request"),
    path("exports/", ExportView.as_view(), name="hr_export"),
    path("exports/request/", ExportRequestView.as_view(), name="hr_export_request"),
    path("reports/<uuid:pk>/retry/", ReportRetryView.as_view(), name="report_retry"),
    path("reports/<uuid:pk>/download/", ReportDownloadView.as_view(), name="report_download"),
    path("my-data/", MyDataView.as_view(), name="my_data"),
    path("my-data/request/", MyDataRequestView.as_view(), name="my_data_request"),
    path("data-copies/<uuid:pk>/download/", DataCopyDownloadView.as_view(), name="data_copy_download"),
    path("people/<uuid:pk>/data/", PersonDataView.as_view(), name="person_data"),
    path("people/<uuid:pk>/data/request/", PersonDataRequestView.as_view(), name="person_data_request"),
    path("dashboard/", DashboardIndexView.as_view(), name="dashboard"),
    path("dashboard/trend/", TrendView.as_view(), name="trend"),
    path("cohorts/<uuid:pk>/dashboard/", CohortDashboardView.as_view(), name="cohort_dashboard"),
]
in_a_university = [
    path("", PortalHomeView.as_view(), name="home"),
    path("cohorts/<uuid:pk>/", PortalCohortView.as_view(), name="cohort_detail"),
    path("reports/<uuid:pk>/download/", PortalDownloadView.as_view(), name="report_download"),
]
by_secret = [path("<str:secret>.ics", CalendarFeedView.as_view(), name="feed")]
for_support = [
    path("", SupportOverviewView.as_view(), name="overview"),
    path("people/", SupportPeopleView.as_view(), name="person_list"),
    path("events/", SupportEventsView.as_view(), name="event_list"),
]
