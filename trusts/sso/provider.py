"""A Trust's identity provider as allauth's provider: PKCE and nonce always, the id token always verified in full."""

from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlsplit

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from requests import RequestException

from trusts.sso.id_tokens import BadIdTokenError, verify_id_token
from trusts.sso.network import check_address
from trusts.states import ProviderKind


class TrustSignIn(OpenIDConnectOAuth2Adapter):
    """The conversation with one identity provider."""

    nonce = ""  # of this sign-in, from the state kept in the session

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's own description of itself, believed only when it names the issuer we were told."""
        if not hasattr(self, "_openid_config"):
            provider = self.get_provider()
            config = _get_json(provider.server_url)
            if config.get("issuer") != provider.app.settings["issuer"]:
                raise OAuth2Error("the provider calls itself by another name")
            self._openid_config = config
        return self._openid_config

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """The person the id token names. Where it holds no address, the provider is asked for it."""
        config = self.openid_config
        try:
            claims = verify_id_token(
                kwargs["response"].get("id_token"),
                keys=_get_json(config["jwks_uri"]),
                issuer=config["issuer"],
                client_id=app.client_id,
                nonce=self.nonce,
            )
        except BadIdTokenError as error:
            raise OAuth2Error(str(error)) from error
        if "email" not in claims and "userinfo_endpoint" in config:
            claims["email"] = self._asserted_email(token.token, claims["sub"])
        return self.get_provider().sociallogin_from_response(request, claims)

    def _asserted_email(self, access_token: str, subject: str) -> Any:
        told = self._fetch_user_info(access_token)
        if told.get("sub") != subject:
            raise OAuth2Error("the provider told of somebody else")
        return told.get("email")


def _get_json(url: str) -> dict[str, Any]:
    try:
        with get_adapter().get_requests_session() as session:
            answer = session.get(url)
            answer.raise_for_status()
            found = answer.json()
    except RequestException as error:
        raise OAuth2Error(f"the provider does not answer: {type(error).__name__}") from error
    if not isinstance(found, dict):
        raise OAuth2Error("the provider's answer makes no sense")
    return found


class TrustProvider(OpenIDConnectProvider):
    """One Trust's identity provider."""

    package = "trusts.sso"  # whose urls.py allauth includes
    supports_token_authentication = False

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Who somebody is: what the provider can never give to another. Never the e-mail address."""
        if self.app.settings["kind"] == ProviderKind.ENTRA:
            return f"{data['tid']}/{data['oid']}"
        return str(data["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing of what the provider told is kept."""
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        """No address is taken over from a provider."""
        return []

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nor anything else."""
        return {}

    def sociallogin_from_response(self, request: HttpRequest, response: dict[str, Any]) -> Any:
        """Keep the verified claims beside the sign-in, for this request alone."""
        try:
            login = super().sociallogin_from_response(request, response)
        except (KeyError, ValueError) as error:
            raise OAuth2Error("the id token does not say who came") from error
        login.claims = response
        return login

    def get_oauth2_adapter(self, request: HttpRequest) -> TrustSignIn:
        """One conversation a request: the provider is asked once who it is."""
        if not hasattr(self, "_conversation"):
            self._conversation = TrustSignIn(request, self.app.provider_id)
        return self._conversation

    def serialize(self) -> dict[str, Any]:
        """By its own name: two Trusts may have been given one client id."""
        return {"id": self.app.provider_id}

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Of what the browser asks for, only where to go afterwards and whether to connect or sign in."""
        connect = request.GET.get("process") == AuthProcess.CONNECT and request.user.is_authenticated
        process = AuthProcess.CONNECT if connect else AuthProcess.LOGIN
        return {"process": process, "next_url": get_next_redirect_url(request)}

    def get_pkce_params(self) -> dict[str, Any]:
        """Always."""
        return dict(generate_code_challenge())

    def redirect(
        self, request: HttpRequest, process: Any, next_url: Any = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Send somebody to their Trust's sign-in, by a page of ours: `form-action` then needs no foreign name."""
        nonce = token_urlsafe(32)
        params = {"nonce": nonce}
        if self.app.settings["acr_values"]:
            params["acr_values"] = " ".join(self.app.settings["acr_values"])
        try:
            check_address(self.get_oauth2_adapter(request).authorize_url)
            away = super().redirect(request, process, next_url, data, auth_params=params, nonce=nonce)
        except (OAuth2Error, RequestException, KeyError) as error:
            return render_authentication_error(request, self, exception=error)
        return _leave(request, away.url, self.app.name) if isinstance(away, HttpResponseRedirect) else away


def _leave(request: HttpRequest, url: str, name: str) -> HttpResponse:
    context = {"title": f"Going to the sign-in of {name}", "there": url, "host": urlsplit(url).hostname}
    response = TemplateResponse(request, "trusts/provider_leave.jinja", context)
    response["Refresh"] = f"0; url={url}"
    response["Cache-Control"] = "no-store"
    return response


provider_classes = [TrustProvider]
