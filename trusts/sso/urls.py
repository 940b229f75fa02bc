"""Where a Trust's identity provider is left for and come back from, under /accounts/."""

from allauth.socialaccount.views import connections
from django.urls import path

from trusts.sso.views import LeaveView, ReturnView

urlpatterns = [
    path("oidc/<slug:provider_id>/login/", LeaveView.as_view(), name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", ReturnView.as_view(), name="openid_connect_callback"),
    path("3rdparty/", connections, name="socialaccount_connections"),
]
