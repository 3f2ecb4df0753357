"""People, for administrators; and what the link in an invitation opens."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.mail import EmailMessage
from django.test import Client

from practices.models import Invitation, Role, User
from practices.workflow.tokens import hash_of
from tests import cast
from tests.markup import Page

pytestmark = pytest.mark.django_db


def page(client: Client, path: str, status: int = 200) -> Page:
    answer = client.get(path)
    assert answer.status_code == status
    return Page(answer.content.decode())


def names(client: Client, query: str) -> list[str]:
    """Who is listed, by the first word of the name."""
    return [text.split()[0] for text in page(client, f"/curation/people/?{query}").texts("th")[5:]]


@pytest.fixture
def everybody(ada: Any) -> dict[str, User]:
    """Everybody but Ada, with Rita, who waits for a role, and Sue, who was made on the server."""
    rita = User.objects.create_user("rita@example.org", cast.PASSWORD, name="Rita Reader")
    sue = User.objects.create_superuser("sue@example.org", cast.PASSWORD, name="Sue Server")
    carl, esra, dora = cast.carl(), cast.esra(), cast.dora()
    User.objects.filter(pk=esra.pk).update(affiliation="Example University")
    return {"rita": rita, "sue": sue, "carl": carl, "esra": esra, "dora": dora}


@pytest.fixture
def token(ada: Any) -> str:
    Invitation.objects.create(email="cora@example.org", role="curator", token_hash=hash_of("known"), invited_by=ada)
    return "known"


def send(client: Client, path: str, **form: str) -> str:
    """The path and words of the page that a form ends on."""
    answer = client.post(path, form, follow=True)
    return answer.content.decode()


# The list


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Ada", "Carl", "Dora", "Esra", "Rita", "Sue"]),
        ("q=university", ["Esra"]),
        ("q=CARL@", ["Carl"]),
        ("q=nobody", []),
        ("role=reader", ["Rita"]),
        ("role=expert", ["Dora", "Esra"]),
        ("role=curator", ["Carl"]),
        ("role=administrator", ["Ada", "Sue"]),
        ("role=king", ["Ada", "Carl", "Dora", "Esra", "Rita", "Sue"]),
        ("role=expert&q=esra", ["Esra"]),
        ("q=%00%25&page=abc", []),
    ],
)
def test_people_are_found(query: str, found: list[str], ada_client: Client, everybody: Any) -> None:
    assert names(ada_client, query) == found


def test_the_next_page_keeps_the_search(ada_client: Client, settings: Any, everybody: Any) -> None:
    settings.PAGE_SIZE = 1
    links = page(ada_client, "/curation/people/?q=example&role=expert").links
    assert "?q=example&role=expert&page=2" in links


def test_the_list_asks_no_more_when_there_are_more(
    ada_client: Client, everybody: Any, django_assert_max_num_queries: Any
) -> None:
    for n in range(15):
        User.objects.create_user(f"more{n}@example.org", name=f"More {n}")
    with django_assert_max_num_queries(16):
        page(ada_client, "/curation/people/")


def test_a_closed_account_and_the_last_sign_in_are_shown(ada_client: Client, everybody: Any) -> None:
    text = page(ada_client, "/curation/people/?q=dora").text
    assert "Closed" in text
    assert "Never" in text


# One person


def test_a_person_is_shown_with_facts_and_acts(ada_client: Client, everybody: dict[str, User]) -> None:
    found = page(ada_client, f"/curation/people/{everybody['carl'].pk}/")
    assert found.texts("h1") == ["Carl Curator"]
    for words in ("carl@example.org", "Second factor", "Set", "Last signed in", "Never", "None yet."):
        assert words in found.text


@pytest.mark.parametrize("pk", ["0", "999999", "99999999999999999999999"])
def test_a_person_who_is_not_there(pk: str, ada_client: Client) -> None:
    page(ada_client, f"/curation/people/{pk}/", 404)
    assert ada_client.post(f"/curation/people/{pk}/deactivate/").status_code == 404


def test_a_role_is_changed(ada_client: Client, everybody: dict[str, User]) -> None:
    rita = everybody["rita"]
    assert "The role is changed." in send(ada_client, f"/curation/people/{rita.pk}/role/", role="expert")
    assert User.objects.get(pk=rita.pk).role == Role.EXPERT


@pytest.mark.parametrize("role", ["king", ""])
def test_an_unknown_role_is_refused(role: str, ada_client: Client, everybody: dict[str, User]) -> None:
    answer = ada_client.post(f"/curation/people/{everybody['rita'].pk}/role/", {"role": role})
    assert answer.status_code == 400
    assert "There is a problem" in answer.content.decode()


def test_ones_own_role_is_refused_with_the_reason(ada_client: Client, ada: Any) -> None:
    assert "Nobody changes their own role" in send(ada_client, f"/curation/people/{ada.pk}/role/", role="reader")
    assert "Nobody closes their own account" in send(ada_client, f"/curation/people/{ada.pk}/deactivate/")


def test_an_account_is_closed_opened_and_its_second_factor_reset(
    ada_client: Client, everybody: dict[str, User]
) -> None:
    carl = everybody["carl"]
    path = f"/curation/people/{carl.pk}"
    assert "The account is closed." in send(ada_client, f"{path}/deactivate/")
    assert "Open the account again" in page(ada_client, f"{path}/").text
    assert "The account is open again." in send(ada_client, f"{path}/reactivate/")
    assert "The second factor is reset." in send(ada_client, f"{path}/reset-second-factor/")
    assert not Authenticator.objects.filter(user=carl).exists()
    assert "Reset the second factor" not in page(ada_client, f"{path}/").text
    assert ada_client.post(f"{path}/promote/").status_code == 404


@pytest.mark.parametrize("who", [cast.carl, cast.esra])
def test_others_can_neither_look_nor_act(who: Callable[[], User], ada: Any) -> None:
    client = Client()
    client.force_login(who())
    for path in ("", f"{ada.pk}/"):
        assert client.get(f"/curation/people/{path}").status_code == 403
    for path in ("invite/", f"{ada.pk}/role/", f"{ada.pk}/deactivate/", f"{ada.pk}/reset-second-factor/"):
        form = {"role": "reader", "email": "x@example.org"}
        assert client.post(f"/curation/people/{path}", form).status_code == 403
    ada = User.objects.get(pk=ada.pk)
    assert (ada.role, ada.is_active, Invitation.objects.exists()) == (Role.ADMINISTRATOR, True, False)


def test_without_a_second_factor_an_administrator_can_do_nothing_but_set_one_up(everybody: dict[str, User]) -> None:
    client = Client()
    client.force_login(everybody["sue"])
    path = f"/curation/people/{everybody['esra'].pk}/deactivate/"
    assert client.post(path)["Location"] == "/accounts/2fa/totp/activate/"
    assert User.objects.get(pk=everybody["esra"].pk).is_active


@pytest.mark.parametrize("act", ["deactivate", "reactivate", "reset-second-factor", "role"])
def test_looking_changes_nothing(act: str, ada_client: Client, everybody: dict[str, User]) -> None:
    assert ada_client.get(f"/curation/people/{everybody['esra'].pk}/{act}/").status_code == 405


# Inviting


def test_an_invitation_goes_out_and_its_link_opens(
    ada_client: Client, mailoutbox: list[EmailMessage], reader: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        text = send(ada_client, "/curation/people/invite/", email="cora@example.org", role="administrator")
    assert "An invitation is on its way to cora@example.org." in text
    assert "cora@example.org, administrator, until" in text
    link = re.search(r"(?m)^http://\S+?(/invitation/\S+/)$", str(mailoutbox[0].body))
    assert link
    assert "to become an administrator" in page(reader, link[1]).text


@pytest.mark.parametrize("form", [{"email": "nobody", "role": "curator"}, {"email": "x@example.org", "role": "reader"}])
def test_a_wrong_invitation_is_not_sent(form: dict[str, str], ada_client: Client) -> None:
    assert "The invitation was not sent" in send(ada_client, "/curation/people/invite/", **form)
    assert not Invitation.objects.exists()


def test_opening_the_link_changes_nothing(reader: Client, token: str) -> None:
    for _ in range(2):
        assert "to become a curator" in page(reader, f"/invitation/{token}/").text
    assert not User.objects.filter(email="cora@example.org").exists()


def test_accepting_makes_an_account_that_signs_in_itself(reader: Client, token: str) -> None:
    form = {"name": "Cora Curator", "password": cast.PASSWORD}
    text = send(reader, f"/invitation/{token}/", **form)
    assert "Welcome. Sign in to go on." in text
    assert "session" not in reader.cookies
    answer = reader.post("/accounts/login/", {"login": "cora@example.org", "password": cast.PASSWORD})
    assert answer["Location"] == "/accounts/profile/"
    assert User.objects.get(email="cora@example.org").role == Role.CURATOR
    page(reader, f"/invitation/{token}/", 404)
    assert reader.post(f"/invitation/{token}/", form).status_code == 404


@pytest.mark.parametrize(
    "form", [{"sent": "empty"}, {"name": "Cora", "password": "short"}, {"password": cast.PASSWORD}]
)
def test_a_mistake_leaves_the_invitation_open(form: dict[str, str], reader: Client, token: str) -> None:
    assert "There is a problem" in send(reader, f"/invitation/{token}/", **form)
    assert not User.objects.filter(email="cora@example.org").exists()
    page(reader, f"/invitation/{token}/")


def test_whoever_has_an_account_is_asked_to_sign_in_first(reader: Client, token: str) -> None:
    User.objects.create_user("cora@example.org", "her-own-password")
    text = send(reader, f"/invitation/{token}/", name="Not Cora", password=cast.PASSWORD)
    assert "sign in, then open the link again" in text
    cora = User.objects.get(email="cora@example.org")
    assert (cora.name, cora.check_password("her-own-password"), cora.role) == ("", True, Role.READER)


def test_accepting_while_signed_in_gives_the_role(token: str) -> None:
    cora = User.objects.create_user("cora@example.org", cast.PASSWORD)
    client = Client()
    client.force_login(cora)
    assert "You are signed in as cora@example.org." in page(client, f"/invitation/{token}/").text
    assert "Welcome. Your role is set." in send(client, f"/invitation/{token}/")
    assert User.objects.get(pk=cora.pk).role == Role.CURATOR


def test_an_invitation_for_somebody_else_is_refused_with_that_reason_only(token: str) -> None:
    client = Client()
    client.force_login(cast.otto())
    text = send(client, f"/invitation/{token}/")
    assert "for another e-mail address" in text
    assert "required" not in text
    assert "#id_" not in text
    page(client, f"/invitation/{token}/")
