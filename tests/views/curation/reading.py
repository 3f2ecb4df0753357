"""Pages of curation as a browser reads them and sends them back."""

from typing import Any

from django.test import Client

from practices.models import Practice, PracticeText, Proposal, User
from practices.workflow.publication import publish
from tests.markup import Page


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(response: Any, status: int = 200) -> Page:
    assert response.status_code == status, response.content.decode()[:3000]
    return Page(response.content.decode())


def path(proposal: Proposal) -> str:
    return f"/curation/queue/{proposal.pk}/"


def again(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def area(found: Page, name: str) -> str:
    return next(tag.text for tag in found.all("textarea") if tag.attributes.get("name") == name).lstrip("\n")


def filled(found: Page, do: str = "", **fields: Any) -> dict[str, Any]:
    """The form as a browser would send it, with some fields filled in otherwise."""
    data: dict[str, Any] = {}
    for tag in found.tags:
        name, kind = tag.attributes.get("name"), tag.attributes.get("type", "")
        left = kind in ("checkbox", "radio") and "checked" not in tag.attributes
        if not name or left or tag.name not in ("input", "textarea"):
            continue
        text = (
            tag.text.removeprefix("\n")
            if tag.name == "textarea"
            else tag.attributes.get("value", "on" if kind == "checkbox" else "")
        )
        data.setdefault(name, []).append(text)
    return data | {"do": do} | fields


def republish(practice: Practice, old: str, new: str) -> None:
    text = PracticeText.objects.get(practice=practice)
    text.body = text.body.replace(old, new, 1)
    publish(text, by=None, note="Meanwhile.")


def open_page(curator: Client, proposal: Proposal) -> Page:
    return page(curator.get(path(proposal)))
