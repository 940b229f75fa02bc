"""Addresses of this app, under /t/<trust>/."""

from django.urls import URLPattern

app_name = "programmes"
urlpatterns: list[URLPattern] = []
