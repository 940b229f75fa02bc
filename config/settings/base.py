"""What every installation shares. Anything that differs between machines comes from config.env."""

from celery.schedules import crontab
from django.utils.csp import CSP

from config import env

BASE_DIR = env.ROOT
VAR_DIR = BASE_DIR / "var"
FILES_ROOT = env.text("FILES_ROOT", str(VAR_DIR / "files"))
ERASURE_LIST = env.text("ERASURE_LIST", f"{FILES_ROOT}/erasures.jsonl")
BASE_URL = env.text("BASE_URL", "http://localhost:8000")
DEBUG = False
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

# Our apps form a stack, top first: each knows only those below it.
OUR_APPS = ["reports", "projects", "assessments", "cohorts", "programmes", "frameworks", "trusts"]

INSTALLED_APPS = [
    *OUR_APPS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rules",
    "django_htmx",
]

MIDDLEWARE = [
    "trusts.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "trusts.edge.EdgeMiddleware",
    "trusts.middleware.BadInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "trusts.witness.WitnessMiddleware",
    "trusts.sessions.SessionAgeMiddleware",
    "trusts.sessions.SecondFactorMiddleware",
    "trusts.sessions.ProviderSessionMiddleware",
    "trusts.resuming.SignInMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "django.template.context_processors.csp",
    "trusts.shell.shell",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "config.jinja2.environment", "context_processors": CONTEXT_PROCESSORS},
    },
    {
        # allauth's own pages are Django templates; ours under templates/django/ override its elements and layouts.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "django"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": CONTEXT_PROCESSORS},
    },
]
FORM_RENDERER = "config.jinja2.FormRenderer"

# Two doors to one database: `default` is what pages and workers use (role web, no grant on any tenant table until a
# context is entered); `owner` is for migrations alone.
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": env.text("DATABASE_HOST"),
        "PORT": env.text("DATABASE_PORT", "5432"),
        "NAME": env.text("DATABASE_NAME", "homegrown"),
        "USER": "web",
        "PASSWORD": env.text("WEB_PASSWORD", ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # With the policies' conditions beside ours, PostgreSQL takes 10 to 30 ms to weigh every order of seven joins;
        # four at a time, beginning as the query is written, it takes 2 and finds plans as good (P14).
        "OPTIONS": {"connect_timeout": 5, "options": "-c join_collapse_limit=4"},
    },
}
DATABASES["owner"] = {
    **DATABASES["default"],
    "USER": "migrator",
    "PASSWORD": env.text("MIGRATOR_PASSWORD", ""),
    "CONN_MAX_AGE": 0,
}
DATABASE_ROUTERS = ["trusts.router.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.text("CACHE_URL"),
        "KEY_FUNCTION": "trusts.tenancy.cache_key",
    },
}

AUTH_USER_MODEL = "trusts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

SEALING_KEY_FALLBACKS = env.words("SEALING_KEY_FALLBACKS")

ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "trusts.accounts.AccountAdapter"
ACCOUNT_FORMS = {"signup": "trusts.forms.accounts.SignUpForm"}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("PROXY_COUNT", 0)
MFA_ADAPTER = "trusts.accounts.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Homegrown"
MFA_FORMS = {"add_webauthn": "trusts.forms.accounts.AddPasskeyForm"}
MFA_WEBAUTHN_USER_VERIFICATION = "required"
USERSESSIONS_TRACK_ACTIVITY = False

# Single sign-on: one identity provider a Trust, kept in our own table (docs/adr/0014-a-trusts-own-sign-in.md).
SOCIALACCOUNT_ADAPTER = "trusts.sso.adapter.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"provider_class": "trusts.sso.provider.TrustProvider"}}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"  # a link, made by invitation or by the person, is what lets somebody in
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SSO_LOOPBACK_ALLOWED = False  # for tests, whose identity provider runs beside them

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_SECONDS = 30 * 60
SECOND_FACTOR_REQUIRED = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "trusts.views.errors.csrf_failure"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("built", BASE_DIR / "node_modules/.homegrown"),
    ("nhsuk", BASE_DIR / "node_modules/nhsuk-frontend/dist/nhsuk"),
    ("htmx", BASE_DIR / "node_modules/htmx.org/dist"),
    ("public-sans", BASE_DIR / "node_modules/@fontsource/public-sans/files"),
]
STORAGES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES_ROOT}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Uploads: counted and kept on disk from the first byte, in quarantine (trusts/quarantine.py); few in one request.
FILE_UPLOAD_HANDLERS = ["trusts.quarantine.QuarantineHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 5
# Nobody opens an upload before the virus scanner answered (docs/adr: uploads). clamd: a socket's path, or host:port.
SCANNER = "trusts.services.scanners.ClamdScanner"
SCANNER_ADDRESS = env.text("SCANNER", "")

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["default"],
    "report-uri": ["/csp-reports/"],
    "report-to": ["csp"],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

MAILERS: dict[str, dict[str, object]] = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
DEFAULT_FROM_EMAIL = "Homegrown <no-reply@homegrown.example>"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "trusts.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": [
        "trusts.api.parsers.PlainJSONParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "trusts.api.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "trusts.access.api_exceptions",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "600/min"},
    "PAGE_SIZE": 100,
}
REST_KNOX = {"TOKEN_TTL": None, "AUTO_REFRESH": False}
SPECTACULAR_SETTINGS = {
    "TITLE": "Homegrown API",
    "DESCRIPTION": "The same rules as the pages: one Trust in each address, one permission for each action.",
    "VERSION": "1",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "trusts.api.schema.with_refusals",
        "trusts.api.schema.by_resource",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # One word in many components ("state", "kind"): each set of choices keeps its own name.
    "ENUM_NAME_OVERRIDES": {
        "DirectionEnum": "projects.states.Direction",
        "ReportKindEnum": "reports.states.ReportKind",
        "ReportStateEnum": "reports.states.ReportState",
        "RoundKindEnum": "assessments.states.RoundKind",
        "RoundStateEnum": "assessments.states.RoundState",
        "AssessmentStateEnum": "assessments.states.AssessmentState",
        "MeasureKindEnum": "projects.states.MeasureKind",
        "ProjectStateEnum": "projects.states.ProjectState",
        "CycleStateEnum": "projects.states.CycleState",
        "ApplicationStateEnum": "cohorts.states.ApplicationState",
        "CohortStateEnum": "cohorts.states.CohortState",
        "ReviewStateEnum": "cohorts.states.ReviewState",
        "OfferStateEnum": "cohorts.states.OfferState",
        "VersionStateEnum": "frameworks.states.VersionState",
    },
}

NUDGE = "config.nudge.nudge"
# The row is the queue; Celery only nudges (docs/adr/0004). No results are kept: they live in the row.
CELERY_BROKER_URL = env.text("BROKER_URL")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False  # what runs finishes; its row fences duplicates
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_TASK_TIME_LIMIT = 90
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "max_retries": 1,  # a page does not wait for a broker that is down
    "interval_start": 0.1,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"reports.tasks.build_report": {"queue": "pdf"}}
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 512_000  # kB; a worker that grew is replaced between two reports
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep-reports": {"task": "reports.tasks.sweep_reports", "schedule": 10.0},
    "retain": {"task": "trusts.tasks.retain", "schedule": crontab(hour=2, minute=40)},
    "sweep-erasures": {"task": "trusts.tasks.sweep_erasures", "schedule": 300.0},
    "sweep-messages": {"task": "trusts.tasks.sweep_messages", "schedule": 20.0},
    "end-support": {"task": "trusts.tasks.end_support", "schedule": 60.0},
    "seal-audit": {"task": "trusts.tasks.seal_audit", "schedule": 300.0},
    "verify-audit": {"task": "trusts.tasks.verify_audit", "schedule": crontab(hour=2, minute=15)},
    "sweep-invitations": {"task": "trusts.tasks.sweep_invitations", "schedule": 60.0},
    "sweep-endorsements": {"task": "cohorts.tasks.sweep_endorsements", "schedule": 60.0},
    "expire-offers": {"task": "cohorts.tasks.expire_offers", "schedule": 3600.0},
    "send-reminders": {"task": "reports.tasks.send_reminders", "schedule": crontab(minute="5,20,35,50")},
    "send-digests": {"task": "reports.tasks.send_digests", "schedule": crontab(minute="0,15,30,45")},
    "turn-rounds": {"task": "assessments.tasks.turn_rounds", "schedule": crontab(minute=5)},
    "end-data-copies": {"task": "reports.tasks.end_data_copies", "schedule": crontab(hour=3, minute=15)},
    "sweep-uploads": {"task": "trusts.tasks.sweep_uploads", "schedule": 30.0},
    "reap-orphan-uploads": {"task": "trusts.tasks.reap_orphan_uploads", "schedule": crontab(hour=3, minute=40)},
    "reap-orphan-files": {"task": "reports.tasks.reap_orphan_files", "schedule": crontab(hour=3, minute=30)},
}
# A worker holds a report this long without a sign of life; a report nobody took is nudged again after so long.
REPORT_LEASE_SECONDS = env.number("REPORT_LEASE_SECONDS", 15)
REPORT_NUDGE_AGAIN_SECONDS = env.number("REPORT_NUDGE_AGAIN_SECONDS", 15)
# The memory laying out one report may take besides what the worker has; a larger one fails and says so.
REPORT_MEMORY_BYTES = env.number("REPORT_MEMORY_BYTES", 512 * 1024 * 1024)
# A worker may take this long over one e-mail; the first pause after the mail server refused, then thrice as long each.
MESSAGE_LEASE_SECONDS = env.number("MESSAGE_LEASE_SECONDS", 60)
MESSAGE_RETRY_SECONDS = env.number("MESSAGE_RETRY_SECONDS", 60)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "trusts.middleware.RequestIdFilter"},
        "secret_address": {"()": "trusts.middleware.SecretAddressFilter"},
    },
    "formatters": {"line": {"format": "{asctime} {levelname} [{request_id}] {name}: {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id", "secret_address"]},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"weasyprint.progress": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}},
}

# The demonstration lets anybody sign in as a persona: only settings that are not production may turn it on.
DEMONSTRATION = False
