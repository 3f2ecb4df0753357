"""A message travels in one cookie and takes it away when it is shown."""

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_message_is_shown_once_and_leaves_no_cookie(ada_client: Client, ada: Any) -> None:
    response = ada_client.post("/accounts/logout/")
    assert set(response.cookies) == {"messages", "session"}
    assert (response.cookies["messages"]["httponly"], response.cookies["messages"]["path"]) == (True, "/")
    assert response.cookies["session"]["max-age"] == 0
    shown = ada_client.get("/")
    assert "You are signed out." in shown.content.decode()
    assert shown.cookies["messages"]["max-age"] == 0
    assert "You are signed out." not in ada_client.get("/").content.decode()
