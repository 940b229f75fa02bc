"""Every address. A page of a Trust lives under /t/<trust>/, its API under /api/t/<trust>/,
what a university is shown under /u/<university>/."""

from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.csp import csp_override
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from cohorts.urls import by_link
from config.health import health
from reports.urls import by_secret, for_support, in_a_university
from trusts.views.account import own_sessions

in_a_trust = [
    path("", include("reports.urls")),
    path("", include("projects.urls")),
    path("", include("assessments.urls")),
    path("", include("cohorts.urls")),
    path("", include("programmes.urls")),
    path("", include("frameworks.urls")),
]
api_in_a_trust = [
    path("", include("reports.api.urls")),
    path("", include("projects.api.urls")),
    path("", include("assessments.api.urls")),
    path("", include("cohorts.api.urls")),
    path("", include("programmes.api.urls")),
    path("", include("frameworks.api.urls")),
    path("", include("trusts.api.urls")),
]
# allauth's pages but those we have no use for: signing up by a provider, and addresses of old.
signing_in = [
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", own_sessions, name="usersessions_list"),
    path("", include("trusts.sso.urls")),
]
# What draws the API cleans the schema's HTML under a name of its own; no other page lets that name in.
api_docs_policy: dict[str, Any] = {**settings.SECURE_CSP, "trusted-types": ["default", "dompurify"]}
api_docs = csp_override(api_docs_policy)(SpectacularSwaggerSplitView.as_view(url_name="api_schema"))
urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", health, name="health"),
    path("accounts/", include(signing_in)),
    path("t/<slug:trust>/", include(in_a_trust)),
    path("api/t/<slug:trust>/", include((api_in_a_trust, "api"))),
    path("calendar/", include((by_secret, "calendar"))),
    path("endorse/", include((by_link, "endorse"))),
    path("u/<slug:university>/", include((in_a_university, "university"))),
    path("support/t/<slug:trust>/", include((for_support, "support"))),
    path("api/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("api/docs/", api_docs, name="api_docs"),
    path("", include("trusts.urls")),
]
if settings.DEMONSTRATION:
    urlpatterns.append(path("demo/", include("demo.urls")))

handler400 = "trusts.views.errors.bad_request"
handler403 = "trusts.views.errors.forbidden"
handler404 = "trusts.views.errors.not_found"
handler500 = "trusts.views.errors.server_error"
