"""A machine of one's own: the demonstration and development."""

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import INSTALLED_APPS, OUR_APPS, VAR_DIR

DEBUG = env.text("DEBUG", "0") == "1"
SECRET_KEY = env.text("SECRET_KEY", "only-for-a-machine-of-ones-own-" + "x" * 32)
SEALING_KEY = env.text("SEALING_KEY", SECRET_KEY)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")
DEMONSTRATION = True
SECOND_FACTOR_REQUIRED = False  # the demonstration's people have no passwords, and so no second factor
OUR_APPS = ["demo", *OUR_APPS]
INSTALLED_APPS = ["demo", *INSTALLED_APPS]

# No ClamAV on a machine of one's own: a stand-in that knows the EICAR test file and nothing else.
SCANNER = "demo.scanner.EicarScanner"

# Static files come straight from where they lie; collecting them is for production.
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
