"""Run beside a house: the fixed cast, and a programme director who is signed in; prints what a browser needs."""

import json

import django


def main() -> None:
    """Print the session's key, the Trust's slug and the cohort's id."""
    django.setup()
    from django.conf import settings
    from django.test import Client

    from tests.support.world import make_world

    world = make_world()
    client = Client()
    client.force_login(world.director.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    print(json.dumps({"session": session, "trust": world.trust.slug, "cohort": str(world.cohort.pk)}))


if __name__ == "__main__":
    main()
