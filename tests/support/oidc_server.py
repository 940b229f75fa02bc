"""A real OpenID Connect server for the tests of single sign-on: allauth's own, in its own process and database.

    python -m tests.support.oidc_server DIRECTORY PORT RETURN_ADDRESS...

Its people are PEOPLE, with one password; its clients are CLIENTS, each allowed the return addresses. What it says and
how it misbehaves is read for each token from DIRECTORY/claims.json: {"set": {claim: value}, "wrong_key": true}.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

PASSWORD = "a long password of the Trust's own"
SECRET = "the client secret nobody may read in a log"
CLIENTS = ("northfield-client", "southmoor-client")
PEOPLE = ("ann@northfield.example", "bob@southmoor.example", "eve@elsewhere.example")


def settings(directory: Path) -> dict[str, Any]:
    """Everything the server's own Django needs."""
    return {
        "SECRET_KEY": "x" * 50,
        "ALLOWED_HOSTS": ["127.0.0.1"],
        "ROOT_URLCONF": "tests.support.oidc_urls",
        "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(directory / "oidc.sqlite3")}},
        "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        "INSTALLED_APPS": [
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "allauth",
            "allauth.account",
            "allauth.idp.oidc",
        ],
        "MIDDLEWARE": [
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "ACCOUNT_LOGIN_METHODS": {"email"},
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_RATE_LIMITS": False,
        "SESSION_COOKIE_NAME": "provider_session",  # cookies know no ports: ours lives on the same host
        "CSRF_COOKIE_NAME": "provider_csrf",
        "LOGIN_REDIRECT_URL": "/",
        "IDP_OIDC_ADAPTER": "tests.support.oidc_urls.Adapter",
        "IDP_OIDC_PRIVATE_KEY": private_key(),
        "CLAIMS_FILE": str(directory / "claims.json"),
        "USE_TZ": True,
    }


def private_key() -> str:
    """A fresh RSA key."""
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def furnish(return_addresses: list[str]) -> None:
    """Tables, people and clients."""
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for email in PEOPLE:
        user = User.objects.create_user(email.partition("@")[0], email, PASSWORD)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    for name in CLIENTS:
        client = Client(id=name, name=name, scopes="openid\nemail\nprofile", skip_consent=True)
        client.set_secret(SECRET)
        client.set_redirect_uris(return_addresses)
        client.save()


def main(directory: Path, port: int, return_addresses: list[str]) -> None:
    """Serve until killed; the file `ready` says when."""
    import django
    from django.conf import settings as django_settings

    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    django_settings.configure(**settings(directory))
    django.setup()
    furnish(return_addresses)
    from socketserver import ThreadingMixIn
    from wsgiref.simple_server import WSGIServer, make_server

    from django.core.wsgi import get_wsgi_application

    class Threads(ThreadingMixIn, WSGIServer):
        daemon_threads = True

    server = make_server("127.0.0.1", port, get_wsgi_application(), server_class=Threads)
    (directory / "ready").write_text(json.dumps({"port": server.server_port}))
    server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
