"""The way out to an identity provider, and the way back."""

from typing import Any

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.generic import View

from trusts.sso.provider import TrustSignIn


class CallbackView(OAuth2CallbackView):
    """The way back: the nonce of this sign-in comes from the state, which is used once."""

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[Any, Any]:
        state, refusal = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, refusal


@method_decorator(login_not_required, name="dispatch")
class LeaveView(View):
    """The way out: a page that asks first, then away by a press, so that nobody is sent there by a link."""

    def get(self, request: HttpRequest, provider_id: str) -> HttpResponse:
        """Ask."""
        return _run(OAuth2LoginView, request, provider_id)

    def post(self, request: HttpRequest, provider_id: str) -> HttpResponse:
        """Away."""
        return _run(OAuth2LoginView, request, provider_id)


@method_decorator(login_not_required, name="dispatch")
class ReturnView(View):
    """Back from the provider."""

    def get(self, request: HttpRequest, provider_id: str) -> HttpResponse:
        """In, or why not."""
        return _run(CallbackView, request, provider_id)


def _run(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        response: HttpResponse = view.adapter_view(TrustSignIn(request, provider_id))(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    return response
