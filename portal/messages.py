"""What the portal tells somebody on the next page travels in a cookie that is gone once it is shown."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage


class HostCookieStorage(CookieStorage):
    """Named like the session's cookie, so that over HTTPS it too has the prefix ``__Host-``."""

    cookie_name = settings.SESSION_COOKIE_NAME.replace("session", "messages")
