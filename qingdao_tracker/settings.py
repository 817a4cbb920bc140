"""Every setting, from the environment. `docs/operations.md` lists the variables.

TRACKER_MODE is production (the default), demo or test; only the last two bring defaults of their own
for what must be secret or is particular to a place.
"""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import environ
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

MODE = env.str("TRACKER_MODE", default="production")
if MODE not in ("production", "demo", "test"):
    raise ImproperlyConfigured(f"TRACKER_MODE is {MODE!r}; it must be production, demo or test.")
PRODUCTION = MODE == "production"
STATE_DIR = Path(env.str("STATE_DIR", default=str(BASE_DIR / "var")))


def required(name: str, meaning: str, *, otherwise: str) -> str:
    """The variable's value; without one, production refuses to start and says what to set."""
    value: str = env.str(name, default="" if PRODUCTION else otherwise)
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. It is {meaning}. Set it in the environment, "
            "or set TRACKER_MODE=demo to look around with demonstration data."
        )
    return value


SECRET_KEY = required("SECRET_KEY", "the secret that signs sessions and links", otherwise="not-secret-" * 6)
if PRODUCTION and len(SECRET_KEY) < 32:
    raise ImproperlyConfigured(
        "SECRET_KEY is too short: it must be random and have 32 characters or more. "
        "Make one with: openssl rand -base64 48"
    )
ALLOWED_HOSTS = required(
    "ALLOWED_HOSTS",
    "the host names this site answers to, separated by commas",
    otherwise="127.0.0.1,localhost,testserver",
).split(",")
SITE_URL = env.str(
    "SITE_URL", default=f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else "http://127.0.0.1:8000"
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
DEBUG = False
# Where the footer sends people who want the program itself, as its licence promises them.
SOURCE_URL = env.str("SOURCE_URL", default="")
# Demonstration data is invented: it is loaded and shown only where this is switched on.
DEMONSTRATION_DATA = env.bool("DEMONSTRATION_DATA", default=not PRODUCTION)
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="qingdao-demo")

INSTALLED_APPS = [
    # First, so that our `loaddata` is the one that runs; modeltranslation must come before the admin.
    "accounts",
    "sectors",
    "measures",
    "modeltranslation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_filters",
    "django_htmx",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "accounts.middleware.PrivacyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "qingdao_tracker.urls"
WSGI_APPLICATION = "qingdao_tracker.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "qingdao_tracker.context.site",
            ],
        },
    }
]

# Database: SQLite under var/ unless an address is given.
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
POSTGRES_OPTIONS: dict[str, Any] = {"pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=8)}}
DATABASE_URL = env.str("DATABASE_URL", default="") or f"sqlite:///{STATE_DIR / 'tracker.sqlite3'}"
if DATABASE_URL.partition("://")[0] not in ("sqlite", "postgres", "postgresql"):
    raise ImproperlyConfigured(
        "DATABASE_URL must read postgres://user:password@host:port/name or sqlite:////path; "
        "no other database is supported."
    )
DATABASES: dict[str, dict[str, Any]] = {"default": env.db_url_config(DATABASE_URL)}
DATABASE = DATABASES["default"]
if DATABASE["ENGINE"].endswith("sqlite3"):
    DATABASE["OPTIONS"] = SQLITE_OPTIONS
    DATABASE["CONN_MAX_AGE"] = None  # opening the file anew would cost every page a millisecond or two
    DATABASE["TEST"] = {"NAME": str(STATE_DIR / "test.sqlite3")}  # a file: threads and processes share it
    Path(DATABASE["NAME"]).parent.mkdir(parents=True, exist_ok=True)
else:
    DATABASE["OPTIONS"] = {**DATABASE.get("OPTIONS", {}), **POSTGRES_OPTIONS}
    DATABASE["CONN_HEALTH_CHECKS"] = True
SERIALIZATION_MODULES = {"json": "qingdao_tracker.json_fixtures"}
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

REDIS_URL = env.str("REDIS_URL", default="")
# The cache must be shared between processes: the limits on logins count in it.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}
}

# Language and time: all days are days in Qingdao.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Chinese (simplified)"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["qingdao_tracker.formats"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en",)
TIME_ZONE = "Asia/Shanghai"

# Static files
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Login
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if MODE == "test":
    # Hundreds of people are made; none of their passwords guards anything.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.ClosedSignup"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# Beside the limits on logins: how many strangers of one address leave a report to wait for their login.
ACCOUNT_RATE_LIMITS = {"keep_report": "30/h/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Addresses are kept by administrators, so none is ever verified; who saw theirs could add no second step.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_TOTP_ISSUER = "Qingdao Tracker"

# Security
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
)
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
LANGUAGE_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "measures.views.progress.csrf_failure"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "manifest-src": [CSP.SELF],
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", default=20_000_000)
IMPORT_MAX_ROWS = env.int("IMPORT_MAX_ROWS", default=100_000)
FILE_UPLOAD_HANDLERS = [
    "qingdao_tracker.uploads.UploadLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]


# Mail: files under var/mail/ unless a server is given as smtp://user:password@host:port (smtps, smtp+tls).
def mailer(address: str) -> dict[str, Any]:
    """The Django mailer of an address."""
    if not address:
        return {
            "BACKEND": "qingdao_tracker.mail.EmailBackend",
            "OPTIONS": {"file_path": STATE_DIR / "mail"},
        }
    url = urlsplit(address)
    if url.scheme not in ("smtp", "smtps", "smtp+tls") or not url.hostname:
        raise ImproperlyConfigured(
            "MAIL_URL must read smtp://user:password@host:port (or smtps://, smtp+tls://)."
        )
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": url.hostname,
            "port": url.port or {"smtp": 25, "smtps": 465, "smtp+tls": 587}[url.scheme],
            "username": unquote(url.username or ""),
            "password": unquote(url.password or ""),
            "use_tls": url.scheme == "smtp+tls",
            "use_ssl": url.scheme == "smtps",
            "timeout": env.float("MAIL_TIMEOUT_SECONDS", default=20.0),
        },
    }


MAILERS = {"default": mailer(env.str("MAIL_URL", default=""))}
# How long a process that claimed a mail keeps the others from sending it. More than the slowest of servers
# takes over one mail: what is sent twice, is sent because a lease ran out.
MAIL_LEASE_SECONDS = env.float("MAIL_LEASE_SECONDS", default=240.0)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str(
    "MAIL_FROM", default=f"Qingdao Tracker <tracker@{ALLOWED_HOSTS[0]}>"
)

# Jobs: a real worker and a real beat in both deployments. What must not be lost is a row; a task is a nudge.
BROKER_DIR = STATE_DIR / "broker"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
else:
    BROKER_DIR.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR),
        "data_folder_out": str(BROKER_DIR),
        "control_folder": str(BROKER_DIR / "control"),
    }
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "tracker"


def nightly_schedule(text: str) -> crontab | float:
    """The night's time: five cron fields, or a number of seconds between runs (for tests)."""
    fields = text.split()
    if len(fields) == 1:
        return float(text)
    minute, hour, day, month, weekday = fields
    return crontab(minute=minute, hour=hour, day_of_month=day, month_of_year=month, day_of_week=weekday)


NIGHTLY_AT = nightly_schedule(env.str("NIGHTLY_AT", default="0 1 * * *"))
# A nudge nobody took in time is dropped, so that none pile up while no worker runs.
CELERY_BEAT_SCHEDULE = {
    "nightly": {"task": "measures.tasks.nightly", "schedule": NIGHTLY_AT},
    "deliver": {"task": "measures.tasks.deliver", "schedule": 300.0, "options": {"expires": 290}},
    "heartbeat": {"task": "measures.tasks.heartbeat", "schedule": 30.0, "options": {"expires": 60}},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(STATE_DIR / "beat-schedule")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
