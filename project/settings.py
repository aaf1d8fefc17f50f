"""All settings, read top to bottom; what differs between machines is an environment variable."""

import secrets
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from project import brokers, databases, env, logging, serving, sheets

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("TOOLBOX_VAR", str(BASE_DIR / "var"))).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)

# --- Django -------------------------------------------------------------------------------------

DEBUG = env.flag("DEBUG", default=True)


def _secret_key() -> str:
    """The given key; while developing, one that is made once and kept under var/."""
    if given := env.secret("SECRET_KEY"):
        return given
    if not DEBUG:
        raise ImproperlyConfigured("SECRET_KEY must be set when DEBUG is off")
    kept = VAR_DIR / "secret_key"
    if not kept.exists():
        kept.write_text(secrets.token_urlsafe(64), encoding="utf-8")
        kept.chmod(0o600)
    return kept.read_text(encoding="utf-8")


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must be set when DEBUG is off")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", [])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_celery_beat",
    "django_celery_results",
    "django_htmx",
    "template_partials",
    "csp",
    "ninja",
    "tasks_admin",
    "toolbox",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tasks_admin.web.reader.reads_as_user",
    "tasks_admin.api.problems.one_format",
]
ROOT_URLCONF = "project.urls"
WSGI_APPLICATION = "project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tasks_admin.web.shell.shell",
            ],
        },
    }
]
AUTHENTICATION_BACKENDS = ["tasks_admin.authentication.SlowedBackend"]
LOGIN_URL = LOGOUT_REDIRECT_URL = "tasks_admin:sign-in"
LOGIN_REDIRECT_URL = "tasks_admin:overview"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]

# --- Database -----------------------------------------------------------------------------------

DATABASES = {
    "default": databases.parse(
        env.secret("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}"),
        conn_max_age=env.number("DATABASE_CONN_MAX_AGE", 60),
        var_dir=VAR_DIR,
    )
}

CACHES = databases.CACHES

# --- Language, time, static files ---------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["project.formats"]
TIME_ZONE = env.text("TIME_ZONE", "America/Lima")
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR_DIR / "static")))
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = False
MEDIA_ROOT = VAR_DIR / "files"
FILE_UPLOAD_HANDLERS = [
    "tasks_admin.receiving.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Security -----------------------------------------------------------------------------------

HTTPS = env.flag("HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health$"]
TASKS_ADMIN_BEHIND_PROXY = env.flag("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TASKS_ADMIN_BEHIND_PROXY else None
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Celery -------------------------------------------------------------------------------------

BROKER_DIR = VAR_DIR / "broker"
CELERY_BROKER_URL = env.secret("CELERY_BROKER_URL", "filesystem://localhost/")
CELERY_BROKER_TRANSPORT_OPTIONS = brokers.transport_options(CELERY_BROKER_URL, BROKER_DIR)
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_RESULT_BACKEND = "django-db"
CELERY_RESULT_EXTENDED = True
CELERY_RESULT_EXPIRES = None  # only prune_runs removes history
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A process is replaced for what it holds (kilobytes), and now and then; a fork costs many runs.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 500_000
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1_000
CELERY_WORKER_LOST_WAIT = 2.0  # a killed process has no result to wait for: the database knows
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_ENABLE_UTC = True
CELERY_BEAT_SCHEDULER = "tasks_admin.beat:Scheduler"
DJANGO_CELERY_BEAT_TZ_AWARE = True

# --- The console --------------------------------------------------------------------------------

TASKS_ADMIN_PORT = env.number("PORT", 8000)
TASKS_ADMIN_LEASE_SECONDS = env.number("LEASE_SECONDS", 30)
TASKS_ADMIN_REPUBLISH_SECONDS = env.number("REPUBLISH_SECONDS", 60)
TASKS_ADMIN_RETENTION_DAYS = env.number("RETENTION_DAYS", 90)
TASKS_ADMIN_RETENTION_FAILED_DAYS = env.number("RETENTION_FAILED_DAYS", 365)
TASKS_ADMIN_RETENTION_AUDIT_DAYS = env.number("RETENTION_AUDIT_DAYS", 1_095)
TASKS_ADMIN_RETENTION_LEDGER_DAYS = env.number("RETENTION_LEDGER_DAYS", 400)
TASKS_ADMIN_RETENTION_KEEP_LAST = env.number("RETENTION_KEEP_LAST", 20)
TASKS_ADMIN_SHRINK_PERCENT = env.number("SHRINK_PERCENT", 30)
TASKS_ADMIN_COMPARE_ROWS = env.number("COMPARE_ROWS", 2_000_000)
TASKS_ADMIN_SHUTDOWN_SECONDS = env.number("SHUTDOWN_SECONDS", 5)
TASKS_ADMIN_WAITING = serving.WAITING
TASKS_ADMIN_API_RATE = env.rate("API_RATE", "600/min")
TASKS_ADMIN_API_ADDRESS_RATE = env.rate("API_ADDRESS_RATE", "6000/min")
TASKS_ADMIN_API_REFUSED_RATE = env.rate("API_REFUSED_RATE", "60/min")
TASKS_ADMIN_COUNTERS_FILE = VAR_DIR / "counters.sqlite3"
TASKS_ADMIN_COUNTERS_URL = brokers.redis_url(CELERY_BROKER_URL)
TASKS_ADMIN_UPLOAD_MEGABYTES = env.number("UPLOAD_MEGABYTES", 50)
TASKS_ADMIN_UPLOADS_UNUSED_MEGABYTES = env.number("UPLOADS_UNUSED_MEGABYTES", 2000)
TASKS_ADMIN_JOB_PACKAGES = env.words("JOB_PACKAGES", ["toolbox"])
TASKS_ADMIN_DEMO_COMMANDS = ("prepare_samples",)

# --- Alerts and what is sent by itself -----------------------------------------------------------

TASKS_ADMIN_URL = env.text("CONSOLE_URL", f"http://localhost:{TASKS_ADMIN_PORT}").rstrip("/")
TASKS_ADMIN_ALERT_EMAILS = env.words("ALERT_EMAILS", [])
TASKS_ADMIN_ALERT_LANGUAGE = env.choice("ALERT_LANGUAGE", ("es", "en"), "es")
TASKS_ADMIN_ALERT_REPEAT_HOURS = env.number("ALERT_REPEAT_HOURS", 24)
TASKS_ADMIN_WEBHOOK_PRIVATE_ADDRESSES = env.flag("WEBHOOK_PRIVATE_ADDRESSES", default=False)
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = env.secret("EMAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "console@localhost")

# --- The toolbox: where the raw answers come from -----------------------------------------------

TOOLBOX_SOURCE = env.choice("TOOLBOX_SOURCE", ("samples", "folder", "http"), "samples")
TOOLBOX_SOURCE_DIR = Path(_folder) if (_folder := env.text("TOOLBOX_SOURCE_DIR")) else None
TOOLBOX_ERP_URL = env.text("TOOLBOX_ERP_URL")
TOOLBOX_ERP_USER = env.text("TOOLBOX_ERP_USER")
TOOLBOX_ERP_PASSWORD = env.secret("TOOLBOX_ERP_PASSWORD")
TOOLBOX_ERP_SECONDS = env.number("TOOLBOX_ERP_SECONDS", 120)
TOOLBOX_SHEET_SECONDS = env.number("TOOLBOX_SHEET_SECONDS", 60)
TOOLBOX_RATES_URL = env.text("TOOLBOX_RATES_URL")
TOOLBOX_SII_SOURCE = env.choice("TOOLBOX_SII_SOURCE", ("samples", "folder", "http"), "samples")
TOOLBOX_SII_DIR = Path(_folder) if (_folder := env.text("TOOLBOX_SII_DIR")) else None
TOOLBOX_SII_URL = env.text("TOOLBOX_SII_URL")
TOOLBOX_SII_TOKEN = env.secret("TOOLBOX_SII_TOKEN")
TOOLBOX_SII_HOSTS = env.words("TOOLBOX_SII_HOSTS", [])
TOOLBOX_SII_SECONDS = env.number("TOOLBOX_SII_SECONDS", 60)
TOOLBOX_SII_MEGABYTES = env.number("TOOLBOX_SII_MEGABYTES", 200)
TOOLBOX_LISTS_FILE = env.text("TOOLBOX_LISTS_FILE")
TOOLBOX_SHEET_URLS = sheets.URLS

LOGGING = logging.configuration(
    json=env.flag("LOG_JSON", default=not DEBUG), level=env.text("LOG_LEVEL", "INFO")
)
