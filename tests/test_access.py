"""Who gets what: every named address, for every role. A new route without a row here fails."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from practices import permissions, urls
from practices.models import Practice, Proposal, Revision
from practices.workflow.withdrawal import withdraw
from tests import cast, factories

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "expert", "administrator", "deactivated")
PUBLISHED, DRAFT, WITHDRAWN = "trust-between-staff-and-detainees", "a-draft", "a-withdrawn-one"
EVERYBODY = (200, 200, 200, 200)
MOVED = (302, 302, 302, 302)
EDITORS = (404, 404, 200, 404)
GONE = (410, 410, 410, 410)
MEMBERS = (302, 200, 200, 302)
ADMINISTRATORS = (302, 403, 200, 302)
ADMINISTRATORS_POST = (302, 403, 405, 302)
NOBODY = (404, 404, 404, 404)
POST_ONLY = (405, 405, 405, 405)
OPEN_PROPOSAL, DECIDED_PROPOSAL, SPAM_PROPOSAL = 901, 902, 903

# Route, arguments, and the status for each of ROLES.
TABLE: tuple[tuple[str, tuple[Any, ...], tuple[int, int, int, int]], ...] = (
    ("practices:home", (), EVERYBODY),
    ("practices:change-list", (), EVERYBODY),
    ("practices:about", (), EVERYBODY),
    ("practices:help", (), EVERYBODY),
    ("practices:accessibility", (), EVERYBODY),
    ("practices:privacy", (), EVERYBODY),
    ("practices:display", (), EVERYBODY),
    ("practices:search", (), EVERYBODY),
    ("practices:search-suggest", (), EVERYBODY),
    ("practices:api-search", (), EVERYBODY),
    ("practices:theme-list", (), EVERYBODY),
    ("practices:theme-detail", ("aftercare",), EVERYBODY),
    ("practices:theme-detail", ("no-such-theme",), NOBODY),
    ("practices:practice-list", (), EVERYBODY),
    ("practices:practice-table", (), EVERYBODY),
    ("practices:practice-detail", (PUBLISHED,), EVERYBODY),
    ("practices:practice-detail", (DRAFT,), EDITORS),
    ("practices:practice-detail", (WITHDRAWN,), GONE),
    ("practices:practice-detail", ("no-such-practice",), NOBODY),
    ("practices:practice-history", (PUBLISHED,), EVERYBODY),
    ("practices:practice-history", (DRAFT,), EDITORS),
    ("practices:practice-history", (WITHDRAWN,), EVERYBODY),
    ("practices:practice-compare", (PUBLISHED, (1, 2)), NOBODY),
    ("practices:practice-compare", (DRAFT, (1, 2)), EDITORS),
    ("practices:practice-number", (3,), MOVED),
    ("practices:practice-number", (901,), (404, 404, 302, 404)),
    ("practices:practice-number", (902,), MOVED),
    ("practices:practice-number", (10**30,), NOBODY),
    ("practices:revision-detail", (3, 1), EVERYBODY),
    ("practices:revision-detail", (3, 10**30), NOBODY),
    ("practices:revision-detail", (901, 1), EDITORS),
    ("practices:revision-detail", (902, 1), EVERYBODY),
    ("practices:source-list", (), EVERYBODY),
    ("practices:source-detail", ("hague-2011",), EVERYBODY),
    ("practices:source-detail", ("no-such-source",), NOBODY),
    ("practices:term-list", (), EVERYBODY),
    ("practices:term-detail", ("radicalisation",), EVERYBODY),
    ("practices:term-detail", ("no-such-term",), NOBODY),
    ("practices:edition-list", (), EVERYBODY),
    ("practices:edition-detail", (1,), EVERYBODY),
    ("practices:edition-detail", (2,), NOBODY),
    ("practices:practice-revert", (PUBLISHED,), ADMINISTRATORS_POST),
    ("practices:propose", (PUBLISHED,), EVERYBODY),
    ("practices:propose", (DRAFT,), NOBODY),
    ("practices:propose", (WITHDRAWN,), NOBODY),
    ("practices:propose", ("no-such-practice",), NOBODY),
    ("practices:propose-new", (), EVERYBODY),
    ("practices:proposal-list", (), MEMBERS),
    ("practices:proposal-preview", (), POST_ONLY),
    ("practices:proposal-pick", (), EVERYBODY),
    ("practices:proposal-confirm", ("no-such-token",), EVERYBODY),
    ("practices:proposal-follow", ("no-such-token",), NOBODY),
    ("practices:proposal-follow-edit", ("no-such-token",), NOBODY),
    ("practices:proposal-detail", (OPEN_PROPOSAL,), (404, 404, 200, 404)),
    ("practices:proposal-detail", (DECIDED_PROPOSAL,), EVERYBODY),
    ("practices:proposal-detail", (SPAM_PROPOSAL,), (404, 404, 200, 404)),
    ("practices:proposal-detail", (10**9,), NOBODY),
    ("practices:proposal-edit", (OPEN_PROPOSAL,), (302, 404, 404, 302)),
    ("practices:proposal-edit", (DECIDED_PROPOSAL,), (302, 404, 404, 302)),
    ("practices:proposal-act", (OPEN_PROPOSAL,), (302, 405, 405, 302)),
    ("practices:curation", (), ADMINISTRATORS),
    ("practices:queue", (), ADMINISTRATORS),
    ("practices:review", (OPEN_PROPOSAL,), ADMINISTRATORS),
    ("practices:review", (DECIDED_PROPOSAL,), ADMINISTRATORS),
    ("practices:review", (10**9,), (302, 403, 404, 302)),
    ("practices:review-preview", (OPEN_PROPOSAL,), ADMINISTRATORS_POST),
    ("practices:unsubscribe", ("no-such-token",), EVERYBODY),
    ("practices:profile", (), MEMBERS),
    ("practices:profile-data", (), MEMBERS),
    ("practices:profile-delete", (), MEMBERS),
    ("practices:invitation", ("no-such-token",), NOBODY),
    ("practices:people-list", (), ADMINISTRATORS),
    ("practices:person-detail", (10**9,), (302, 403, 404, 302)),
    ("practices:person-role", (1,), ADMINISTRATORS_POST),
    ("practices:person-act", (1, "close"), ADMINISTRATORS_POST),
    ("practices:person-invite", (), ADMINISTRATORS_POST),
    ("admin:index", (), (302, 302, 200, 302)),
    ("admin:practices_practice_changelist", (), (302, 302, 200, 302)),
    ("admin:practices_user_changelist", (), (302, 302, 200, 302)),
)


@pytest.fixture
def person(role: str, db: None) -> Any:
    """The person of the test's role; None has no account."""
    return {"anonymous": lambda: None, "expert": cast.esra, "administrator": cast.ada, "deactivated": cast.dora}[role]()


@pytest.fixture
def objects(db: None) -> None:
    """A draft with two versions that were once published, a withdrawn practice, and proposals of somebody else."""
    otto = cast.otto()
    states = ((OPEN_PROPOSAL, "submitted"), (DECIDED_PROPOSAL, "declined"), (SPAM_PROPOSAL, "spam"))
    for number, state in states:
        practice = Practice.objects.get(slug=PUBLISHED)
        Proposal.objects.create(
            pk=number, kind="remark", practice=practice, state=state, proposer=otto, submitted_at=timezone.now()
        )
    for number, slug in ((901, DRAFT), (902, WITHDRAWN)):
        practice = factories.published(slug)
        text = practice.texts.get()
        text.title = "Another title"
        factories.publish(text, by=None, note="Again.")
        Practice.objects.filter(pk=practice.pk).update(number=number)
    Practice.objects.filter(slug=DRAFT).update(status="draft")
    withdraw(Practice.objects.get(slug=WITHDRAWN), reason="It was wrong.", by=None)


def client_of(person: Any) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


def rows() -> Iterator[Any]:
    for route, args, statuses in TABLE:
        for role, status in zip(ROLES, statuses, strict=True):
            yield pytest.param(route, args, role, status, id=f"{route} {args} {role}")


@pytest.mark.parametrize(("route", "args", "role", "status"), list(rows()))
def test_the_status_is_the_one_in_the_table(
    route: str, args: tuple[Any, ...], role: str, status: int, person: Any, objects: None
) -> None:
    assert client_of(person).get(reverse(route, args=args)).status_code == status


def test_every_named_route_has_a_row() -> None:
    named = {f"practices:{route.name}" for route in urls.urlpatterns if isinstance(route, URLPattern)}
    assert len(named) == len(urls.urlpatterns)
    assert named | {"admin:index"} <= {route for route, _, _ in TABLE}


@pytest.mark.parametrize("role", ROLES)
def test_the_permission_agrees_with_the_queryset(role: str, person: Any, objects: None) -> None:
    person = person or AnonymousUser()
    visible = set(Practice.objects.visible_to(person))
    assert {practice for practice in Practice.objects.all() if permissions.can_read(person, practice)} == visible
    revisions = set(Revision.objects.visible_to(person))
    assert {r for r in Revision.objects.select_related("practice") if r.practice in visible} == revisions


@pytest.mark.parametrize("role", ["anonymous", "expert", "deactivated"])
def test_a_draft_stands_in_no_list(role: str, person: Any, objects: None) -> None:
    client = client_of(person)
    for route in ("home", "practice-list", "change-list", "search"):
        assert DRAFT not in client.get(reverse(f"practices:{route}")).content.decode(), route


def test_nothing_but_reading_is_open_to_a_reader(client: Client, objects: None) -> None:
    """POST to a page that only shows something is refused by the missing token, or changes nothing."""
    strict = Client(enforce_csrf_checks=True)
    before = Practice.objects.count(), Revision.objects.count()
    for route, args, _ in TABLE:
        if route not in {"practices:display"}:
            assert strict.post(reverse(route, args=args)).status_code in {302, 403, 404}, route
    assert (Practice.objects.count(), Revision.objects.count()) == before
