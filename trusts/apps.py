"""The trusts app."""

from django.apps import AppConfig


class TrustsConfig(AppConfig):
    """Whose it is and who may."""

    name = "trusts"

    def ready(self) -> None:
        """Register system checks and kinds of e-mail, start sessions' clocks, and witness what happens to accounts."""
        from allauth.mfa.signals import authenticator_removed
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import post_migrate
        from django.utils.module_loading import autodiscover_modules

        from trusts import checks  # noqa: F401
        from trusts.history import keep_in_line
        from trusts.sessions import begin_session, forget_second_factor
        from trusts.witness import connect_signals

        autodiscover_modules("notices")
        user_logged_in.connect(begin_session, dispatch_uid="trusts.begin_session")
        authenticator_removed.connect(forget_second_factor, dispatch_uid="trusts.forget_second_factor")
        connect_signals()
        post_migrate.connect(keep_in_line, sender=self)
