"""What every page knows."""

import pytest
from django.test import RequestFactory, override_settings

from portal.context import colours, site


@pytest.mark.parametrize(
    ("cookie", "chosen"), [(None, "system"), ("dark", "dark"), ("light", "light"), ("<x>", "system")]
)
def test_the_colours_are_the_readers_or_the_devices(cookie: str | None, chosen: str) -> None:
    request = RequestFactory().get("/")
    if cookie:
        request.COOKIES["display"] = cookie
    assert colours(request) == chosen


@override_settings(SITE_NAME="Another name", SITE_CONTACT="a@example.org")
def test_pages_know_the_site() -> None:
    found = site(RequestFactory().get("/"))
    assert (found["site_name"], found["site_contact"], found["colours"]) == ("Another name", "a@example.org", "system")
    assert set(found) == {"site_name", "site_tagline", "site_url", "site_contact", "colours"}
