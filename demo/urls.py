"""Addresses of the demonstration, which exist only where settings.DEMONSTRATION is on."""

from django.urls import URLPattern

app_name = "demo"
urlpatterns: list[URLPattern] = []
