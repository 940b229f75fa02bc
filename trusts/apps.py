"""The trusts app."""

from django.apps import AppConfig


class TrustsConfig(AppConfig):
    """Whose it is and who may."""

    name = "trusts"

    def ready(self) -> None:
        """Register system checks, start a session's clocks at sign-in, and witness what happens to accounts."""
        from django.contrib.auth.signals import user_logged_in

        from trusts import checks  # noqa: F401
        from trusts.sessions import begin_session
        from trusts.witness import connect_signals

        user_logged_in.connect(begin_session, dispatch_uid="trusts.begin_session")
        connect_signals()
