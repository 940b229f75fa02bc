"""Production: HTTPS only, nothing defaulted that matters."""

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import LOGGING, MAILERS, STORAGES

SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
SEALING_KEY = env.text("SEALING_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [env.text("BASE_URL")]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
SCANNER_ADDRESS = env.text("SCANNER")
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
MAILERS["default"] = {
    "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "OPTIONS": {
        "host": env.text("EMAIL_HOST", "localhost"),
        "port": env.number("EMAIL_PORT", 25),
        "username": env.text("EMAIL_USER", ""),
        "password": env.text("EMAIL_PASSWORD", ""),
        "use_tls": env.text("EMAIL_TLS", "0") == "1",
        "timeout": 10,
    },
}
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "Homegrown <no-reply@localhost>")

# JSON lines for the Trust's log store; no error is ever mailed, as its words may quote what somebody wrote.
LOGGING = LOGGING | {
    "filters": {"context": {"()": "trusts.logs.ContextFilter"}},
    "formatters": {"json": {"()": "trusts.logs.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["context"]}},
}
ADMINS: list[str] = []
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
