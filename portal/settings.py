"""All settings, from the environment. Every variable is described in docs/deploying.md.

Two modes: ``local`` (the default) runs on 127.0.0.1 with a secret of its own making; ``production`` wants every
value that matters to be given, and refuses to start without.
"""

import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from portal import env

BASE_DIR = Path(__file__).resolve().parent.parent
MODE = env.choice("PORTAL_MODE", "local", ("local", "production"))
PRODUCTION = MODE == "production"
DATA_DIR = Path(env.text("PORTAL_DATA_DIR", str(BASE_DIR / "var")))


def _local_secret() -> str:
    """A random key kept in the data folder, so that a restart does not sign everybody out."""
    file = DATA_DIR / "secret_key"
    if not file.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return file.read_text(encoding="utf-8").strip()


DEBUG = env.flag("PORTAL_DEBUG", False)
if DEBUG and PRODUCTION:
    raise ImproperlyConfigured("PORTAL_DEBUG=on is refused in production: error pages would show settings and data")

ENCRYPTION_KEYS = env.words("PORTAL_ENCRYPTION_KEYS")
if PRODUCTION:
    SECRET_KEY = env.required("PORTAL_SECRET_KEY", "production signs its cookies with a key of its own")
    for name, keys in (("PORTAL_SECRET_KEY", [SECRET_KEY]), ("PORTAL_ENCRYPTION_KEYS", ENCRYPTION_KEYS)):
        if any(len(key) < 50 or len(set(key)) < 10 for key in keys):
            raise ImproperlyConfigured(f"{name}: use at least 50 random characters")
    ALLOWED_HOSTS = env.words("PORTAL_HOSTS")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("PORTAL_HOSTS: name the host names the portal answers to, with commas, and not *")
else:
    SECRET_KEY = env.text("PORTAL_SECRET_KEY") or _local_secret()
    ALLOWED_HOSTS = env.words("PORTAL_HOSTS", "127.0.0.1,localhost,[::1]")
ENCRYPTION_KEYS = ENCRYPTION_KEYS or [SECRET_KEY]
"""For secrets of second factors in the database. The first encrypts; each can decrypt."""

# The site
SITE_NAME = env.text("PORTAL_NAME", "Good Practices Portal")
SITE_TAGLINE = env.text("PORTAL_TAGLINE", "Rehabilitation and reintegration")
SITE_URL = env.text("PORTAL_URL", "http://127.0.0.1:8000").rstrip("/")
SITE_CONTACT = env.text("PORTAL_CONTACT", "")
if not SITE_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured(f"PORTAL_URL={SITE_URL!r}: begin with http:// or https://")
PAGE_SIZE = env.number("PORTAL_PAGE_SIZE", 20, lowest=1)

# Application
INSTALLED_APPS = [
    "practices",
    "portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.ResponseHeaders",
    "portal.middleware.DatabaseOutage",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
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
                "portal.context.site",
            ],
        },
    }
]

# Database
DATABASE_URL = env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'portal.sqlite3'}")
try:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=600, conn_health_checks=True)}
except (ValueError, KeyError) as error:
    raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from error
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    if env.flag("PORTAL_SHARED_STORAGE", False):
        raise ImproperlyConfigured("PORTAL_SHARED_STORAGE=on: SQLite loses data on a network share; use PostgreSQL")
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures", BASE_DIR / "fixtures" / "practices"]

# People
AUTH_USER_MODEL = "practices.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    }
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "practices:profile"
GUEST_PROPOSALS = env.choice("PORTAL_GUEST_PROPOSALS", "everybody", ("everybody", "signed-in", "closed"))
"""Who may propose: everybody who confirms an e-mail address, people with an account, or nobody new."""
ANSWER_DAYS = env.number("PORTAL_ANSWER_DAYS", 14, lowest=1)
SIGNUP = env.choice("PORTAL_SIGNUP", "open", ("open", "approval", "closed"))
ACCOUNT_ADAPTER = "portal.accounts.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "portal.accounts.SocialAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{SITE_NAME}] "
ACCOUNT_RATE_LIMITS = {"login_failed": "10/10m/ip,40/30m/key"}
"""Wrong passwords and codes: ten in ten minutes from one address, forty in half an hour for one account. One address
can make thirty in half an hour, so it cannot lock an owner out alone."""
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("PORTAL_TRUSTED_PROXIES", 0)
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 8}
MFA_ADAPTER = "portal.accounts.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = False
OIDC_APPS: list[dict[str, object]] = []
OIDC_ORIGIN: list[str] = []
if env.text("PORTAL_OIDC_ISSUER"):
    OIDC_ORIGIN = [env.origin("PORTAL_OIDC_ISSUER")]  # browsers hold the redirect after a form to form-action as well
    if PRODUCTION and not OIDC_ORIGIN[0].startswith("https://"):
        raise ImproperlyConfigured("PORTAL_OIDC_ISSUER: production trusts a provider over https:// only")
    OIDC_APPS = [
        {
            "provider_id": "sso",
            "name": env.text("PORTAL_OIDC_NAME", "your organisation"),
            "client_id": env.required("PORTAL_OIDC_CLIENT_ID", "single sign-on is configured"),
            "secret": env.required("PORTAL_OIDC_SECRET", "single sign-on is configured"),
            "settings": {"server_url": env.text("PORTAL_OIDC_ISSUER")},
        }
    ]
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "portal.single_sign_on.Provider",
        "OAUTH_PKCE_ENABLED": True,
        "APPS": OIDC_APPS,
    }
}

# Shared cache: limits on sign-in count in it, so it must be one for all processes
CACHE_URL = env.text("PORTAL_CACHE_URL", "database")
if CACHE_URL == "database":
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "portal_cache",
            "OPTIONS": {
                "MAX_ENTRIES": 1_000_000
            },  # with Django's 300, guessing at many accounts would empty the limits
        }
    }
elif CACHE_URL.startswith(("redis://", "rediss://", "unix://")):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}}
else:
    raise ImproperlyConfigured(f"PORTAL_CACHE_URL={CACHE_URL!r}: use database, or an address that begins with redis://")

# Mail: to files in the data folder unless a server is named
DEFAULT_FROM_EMAIL = env.text("PORTAL_MAIL_FROM", "portal@localhost")
SMTP_URL = env.text("PORTAL_SMTP_URL")
if SMTP_URL:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_TLS, EMAIL_USE_SSL = env.smtp(SMTP_URL)
    EMAIL_TIMEOUT = 10
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"

MESSAGE_STORAGE = "portal.messages.HostCookieStorage"

LINK_CHECK_ASKS_LOOPBACK = False
"""Whether check_links may ask this machine itself. For tests only; addresses inside a network are never asked."""

# Language and time
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["portal.formats"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# Static files
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *OIDC_ORIGIN],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
HTTPS = env.flag("PORTAL_HTTPS", PRODUCTION)
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if env.flag("PORTAL_BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "practices.views.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if PRODUCTION else []
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a source with many places is one form

# Log: to standard error, without addresses or query strings
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.choice("PORTAL_LOG", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))},
}
