"""Addresses of the house itself."""

from django.urls import path

from trusts.views.pages import AccountView, HomeView, PublicPage
from trusts.views.university import UniversityHomeView

app_name = "trusts"
urlpatterns = [
    path("", HomeView.as_view(), name="place_list"),
    path("account/", AccountView.as_view(), name="account"),
    path(
        "privacy/",
        PublicPage.as_view(template_name="trusts/privacy.jinja", title="Privacy: who can see what"),
        name="privacy",
    ),
    path(
        "accessibility/",
        PublicPage.as_view(template_name="trusts/accessibility.jinja", title="Accessibility statement"),
        name="accessibility",
    ),
    path("help/", PublicPage.as_view(template_name="trusts/help.jinja", title="Help"), name="help"),
    path("u/<slug:university>/", UniversityHomeView.as_view(), name="university_home"),
]
