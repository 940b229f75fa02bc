"""Signing in to the API by token."""

from typing import Any

import knox.auth
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from rest_framework import exceptions

from trusts.sessions import was_ended


class TokenAuthentication(knox.auth.TokenAuthentication):
    """A token ends with every other sign-in of its person: asked at each request, like the age of a session."""

    def validate_user(self, auth_token: Any) -> Any:
        """Refuse a token made before the person was signed out everywhere."""
        if was_ended(auth_token.user, auth_token.created.timestamp()):
            raise exceptions.AuthenticationFailed("This token was ended.")
        return super().validate_user(auth_token)


class TokenScheme(KnoxTokenScheme):
    """How the schema tells of it: as knox's own, of which this is one."""

    target_class = "trusts.api.authentication.TokenAuthentication"
    name = "token"
