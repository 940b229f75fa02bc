"""Addresses of this app, under /t/<trust>/."""

from django.urls import path

from reports.views.home import HomeView

app_name = "reports"
urlpatterns = [path("", HomeView.as_view(), name="home")]
