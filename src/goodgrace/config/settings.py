"""Settings of the site: the only place that reads the environment."""

import os
from pathlib import Path

import dj_database_url
from django.utils.translation import gettext_lazy as _

from goodgrace.config.keys import keys_of
from goodgrace.config.mail import mail_settings
from goodgrace.promises.outside.connections import connections_of
from goodgrace.web.hearing.endpoint import machine_of

HOME = Path(os.environ.get("GOODGRACE_HOME") or Path.home() / ".goodgrace")
KEYS = keys_of(HOME)
SECRET_KEY = KEYS.web
DEBUG = os.environ.get("GOODGRACE_DEBUG", "") == "yes"
HTTPS = os.environ.get("GOODGRACE_HTTPS", "") == "yes"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *os.environ.get("GOODGRACE_HOSTS", "").split()]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in os.environ.get("GOODGRACE_HOSTS", "").split()]

# What every decision waits for is planned once in a connection, by store/message.py: a pooler between has to know prepared
# statements. psycopg prepares nothing: after each rollback it would throw away what is prepared, ours as well.
POSTGRESQL = {"server_side_binding": True, "prepare_threshold": None}
# SQLite answers for one machine; DATABASE_URL names a PostgreSQL for real use.
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{HOME / 'goodgrace.sqlite3'}", conn_max_age=600
    )
}
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["OPTIONS"] = {**DATABASES["default"].get("OPTIONS", {}), **POSTGRESQL}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # FULL: what was acknowledged survives a power cut. NORMAL is four times faster and may lose the last decisions.
    SYNCHRONOUS = os.environ.get("GOODGRACE_SQLITE_SYNCHRONOUS", "FULL")
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={SYNCHRONOUS}; PRAGMA secure_delete=ON;",
    }

INSTALLED_APPS = [
    "goodgrace.web",  # first: its templates go before allauth's
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "django_htmx",
    "ninja",
    "goodgrace.ledger",
    "goodgrace.people",
    "goodgrace.rulebook",
    "goodgrace.customers",
    "goodgrace.promises",
    "goodgrace.promises.outside",
    "goodgrace.cases",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "goodgrace.web.walls.Walls",
    "goodgrace.api.entrance.Entrance",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "goodgrace.web.own.Own",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "goodgrace.web.refusals.Refusals",
]
ROOT_URLCONF = "goodgrace.config.urls"
WSGI_APPLICATION = "goodgrace.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "goodgrace.web.frame.frame",
            ],
            "builtins": ["goodgrace.web.templatetags.day_words", "goodgrace.web.templatetags.said_words"],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "goodgrace.web.doorkeeper.Doorkeeper"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody is written to who does not work here
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
MAIL = os.environ.get("GOODGRACE_EMAIL_URL", "")
MAIL_GOES = bool(MAIL) or DEBUG  # else the page that sends a new password says whom to ask instead
globals().update(mail_settings(MAIL, debug=DEBUG))
CONNECTED = connections_of(os.environ, mail_settings(MAIL))  # the systems by which promises are kept
MACHINE = machine_of(os.environ)  # the language model that may suggest a summary and a draft; None: nobody is asked
del MAIL  # it holds a password

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [Path(__file__).parent.parent / "web" / "locale"]
COMPANY = os.environ.get("GOODGRACE_COMPANY", "")  # as customers know it; on their letters and pages
PHONE = os.environ.get("GOODGRACE_PHONE", "")  # whom they can call when a page cannot help
TIME_ZONE = os.environ.get("GOODGRACE_TIME_ZONE", "UTC")
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000  # a thousand decisions at once; each operation of the API has its own bound
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# How often one token may call the API in a minute, in each server process; 0 is no bound.
API_PER_MINUTE = int(os.environ.get("GOODGRACE_API_PER_MINUTE") or 60_000)

# Routes and status codes, never an address with a customer's reference in it, nor what she said.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "class": "goodgrace.config.logs.Redacting",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "filters": {"routes": {"()": "goodgrace.config.logs.Routes"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["routes"]}},
    "loggers": {"django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
