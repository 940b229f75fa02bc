"""Addresses of the tests' OpenID Connect server, and what its id tokens say."""

import json
from pathlib import Path
from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.views import jwks
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

from tests.support.oidc_server import private_key


def orders() -> dict[str, Any]:
    """What the tests ask of the next token."""
    file = Path(settings.CLAIMS_FILE)
    return dict(json.loads(file.read_text())) if file.exists() else {}


class Adapter(DefaultOIDCAdapter):
    """Says of people what the tests want said."""

    def populate_id_token(self, id_token: dict[str, Any], client: Any, scopes: Any, **kwargs: Any) -> None:
        """Claims set or, where null, taken away."""
        for name, value in orders().get("set", {}).items():
            if value is None:
                id_token.pop(name, None)
            else:
                id_token[name] = value


def keys(request: HttpRequest) -> HttpResponse:
    """The public keys; another's under the same name when so ordered."""
    real = jwks(request)
    if not orders().get("wrong_key"):
        return real
    from allauth.core.internal.jwkkit import load_jwk_from_pem

    name = json.loads(real.content)["keys"][0]["kid"]
    return JsonResponse({"keys": [{**load_jwk_from_pem(private_key())[0], "kid": name}]})


urlpatterns = [
    path(".well-known/jwks.json", keys),
    path("", include("allauth.idp.urls")),
    path("accounts/", include("allauth.urls")),
]
