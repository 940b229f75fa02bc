"""Addresses of this app, under /t/<trust>/."""

from django.urls import URLPattern

app_name = "cohorts"
urlpatterns: list[URLPattern] = [
    # Cohorts and applications
    #
    # Reviews, board and decisions
]
