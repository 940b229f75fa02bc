"""Addresses of the demonstration, which exist only where settings.DEMONSTRATION is on."""

from django.urls import path

from demo.views import PersonaListView, PersonaSignInView

app_name = "demo"
urlpatterns = [
    path("", PersonaListView.as_view(), name="persona_list"),
    path("sign-in/", PersonaSignInView.as_view(), name="persona_sign_in"),
]
