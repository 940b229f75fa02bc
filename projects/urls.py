"""Addresses of this app, under /t/<trust>/."""

from django.urls import URLPattern, path

from projects.views import projects

app_name = "projects"
urlpatterns: list[URLPattern] = [
    path("projects/<uuid:pk>/", projects.ProjectDetailView.as_view(), name="project_detail"),
]
