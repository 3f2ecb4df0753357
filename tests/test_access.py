"""Who gets what: every named address, for every role. A new route without a row here fails."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from practices import permissions, urls
from practices.models import Practice, Proposal, Revision, User
from practices.workflow.withdrawal import withdraw
from tests import cast, factories

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "expert", "other expert", "curator", "administrator", "deactivated")
"""The expert made the proposals below; the other expert has nothing to do with them."""
PUBLISHED, DRAFT, WITHDRAWN = "trust-between-staff-and-detainees", "a-draft", "a-withdrawn-one"
OPEN_PROPOSAL, DECIDED_PROPOSAL, SPAM_PROPOSAL = 901, 902, 903
Statuses = tuple[int, int, int, int, int, int]

EVERYBODY: Statuses = (200, 200, 200, 200, 200, 200)
MOVED: Statuses = (302, 302, 302, 302, 302, 302)
GONE: Statuses = (410, 410, 410, 410, 410, 410)
NOBODY: Statuses = (404, 404, 404, 404, 404, 404)
POST_ONLY: Statuses = (405, 405, 405, 405, 405, 405)
MEMBERS: Statuses = (302, 200, 200, 200, 200, 302)
STRANGERS: Statuses = (200, 302, 302, 302, 302, 200)
EDITORS: Statuses = (404, 404, 404, 200, 200, 404)
CURATORS: Statuses = (302, 403, 403, 200, 200, 302)
CURATORS_POST: Statuses = (302, 403, 403, 405, 405, 302)
ADMINISTRATORS: Statuses = (302, 403, 403, 403, 200, 302)
ADMINISTRATORS_POST: Statuses = (302, 403, 403, 403, 405, 302)
REPAIR: Statuses = (302, 302, 302, 302, 200, 302)

# Route, arguments, and the status for each of ROLES.
TABLE: tuple[tuple[str, tuple[Any, ...], Statuses], ...] = (
    ("practices:home", (), EVERYBODY),
    ("practices:change-list", (), EVERYBODY),
    ("practices:feed", (), EVERYBODY),
    ("practices:theme-feed", ("aftercare",), EVERYBODY),
    ("practices:theme-feed", ("no-such-theme",), NOBODY),
    ("practices:practice-feed", (PUBLISHED,), EVERYBODY),
    ("practices:practice-feed", (DRAFT,), NOBODY),
    ("practices:practice-feed", (WITHDRAWN,), EVERYBODY),
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
    ("practices:practice-number", (901,), (404, 404, 404, 302, 302, 404)),
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
    ("practices:practice-revert", (PUBLISHED,), CURATORS_POST),
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
    ("practices:proposal-detail", (OPEN_PROPOSAL,), (404, 200, 404, 200, 200, 404)),
    ("practices:proposal-detail", (DECIDED_PROPOSAL,), EVERYBODY),
    ("practices:proposal-detail", (SPAM_PROPOSAL,), EDITORS),
    ("practices:proposal-detail", (10**9,), NOBODY),
    ("practices:proposal-edit", (OPEN_PROPOSAL,), (302, 200, 404, 404, 404, 302)),
    ("practices:proposal-edit", (DECIDED_PROPOSAL,), (302, 302, 404, 404, 404, 302)),
    ("practices:proposal-act", (OPEN_PROPOSAL,), (302, 405, 405, 405, 405, 302)),
    ("practices:curation", (), CURATORS),
    ("practices:curation-search-forget", (), CURATORS_POST),
    ("practices:curation-practices", (), CURATORS),
    ("practices:curation-practice-new", (), CURATORS),
    ("practices:curation-practice", (3,), CURATORS),
    ("practices:curation-practice", (901,), CURATORS),
    ("practices:curation-practice", (10**9,), (302, 403, 403, 404, 404, 302)),
    ("practices:curation-practice-edit", (3,), CURATORS),
    ("practices:curation-practice-edit", (902,), (302, 403, 403, 302, 302, 302)),
    ("practices:curation-practice-act", (3, "upkeep"), CURATORS_POST),
    ("practices:curation-confirm", (), CURATORS_POST),
    ("practices:curation-bulk", (), CURATORS_POST),
    ("practices:curation-log", (), CURATORS),
    ("practices:curation-log-redact", (10**9,), (302, 403, 403, 403, 404, 302)),
    ("practices:queue", (), CURATORS),
    ("practices:review", (OPEN_PROPOSAL,), CURATORS),
    ("practices:review", (DECIDED_PROPOSAL,), CURATORS),
    ("practices:review", (10**9,), (302, 403, 403, 404, 404, 302)),
    ("practices:review-preview", (OPEN_PROPOSAL,), CURATORS_POST),
    ("practices:record-list", ("themes",), CURATORS),
    ("practices:record-list", ("thesaurus",), CURATORS),
    ("practices:record-new", ("sources",), CURATORS),
    ("practices:record-detail", ("sources", "hague-2011"), CURATORS),
    ("practices:record-detail", ("glossary", "no-such-term"), (302, 403, 403, 404, 404, 302)),
    ("practices:record-rename", ("themes", "aftercare"), CURATORS),
    ("practices:record-merge", ("glossary", "radicalisation"), CURATORS),
    ("practices:record-remove", ("thesaurus", "psychologists"), CURATORS),
    ("practices:theme-order", ("aftercare",), CURATORS),
    ("practices:link-list", (), CURATORS),
    ("practices:link-again", (1,), CURATORS_POST),
    ("practices:link-copy", ("hague-2011",), CURATORS_POST),
    ("practices:edition-next", (), CURATORS),
    ("practices:unsubscribe", ("no-such-token",), EVERYBODY),
    ("practices:profile", (), MEMBERS),
    ("practices:profile-data", (), MEMBERS),
    ("practices:profile-delete", (), MOVED),
    ("practices:invitation", ("no-such-token",), NOBODY),
    ("practices:people-list", (), ADMINISTRATORS),
    ("practices:person-detail", (10**9,), (302, 403, 403, 403, 404, 302)),
    ("practices:person-role", (1,), ADMINISTRATORS_POST),
    ("practices:person-act", (1, "close"), ADMINISTRATORS_POST),
    ("practices:person-invite", (), ADMINISTRATORS_POST),
    ("openid_connect_login", ("sso",), NOBODY),  # unless it is configured: tests/portal/test_single_sign_on.py
    ("openid_connect_callback", ("sso",), NOBODY),
    ("account_login", (), STRANGERS),
    ("account_logout", (), MEMBERS),
    ("account_inactive", (), EVERYBODY),
    ("account_signup", (), STRANGERS),
    ("account_reauthenticate", (), MEMBERS),
    ("account_email", (), MEMBERS),
    ("account_email_verification_sent", (), MOVED),
    ("account_change_password", (), MEMBERS),
    ("account_set_password", (), MOVED),
    ("account_reset_password", (), EVERYBODY),
    ("account_reset_password_done", (), EVERYBODY),
    ("account_reset_password_from_key", ("1", "x-y"), EVERYBODY),
    ("account_reset_password_from_key_done", (), EVERYBODY),
    ("account_request_login_code", (), STRANGERS),
    ("account_confirm_login_code", (), MOVED),
    ("mfa_index", (), MEMBERS),
    ("mfa_authenticate", (), MOVED),
    ("mfa_reauthenticate", (), (302, 302, 302, 200, 200, 302)),
    ("mfa_activate_totp", (), MOVED),
    ("mfa_deactivate_totp", (), (302, 404, 404, 302, 302, 302)),
    ("mfa_view_recovery_codes", (), (302, 404, 404, 404, 404, 302)),
    ("mfa_generate_recovery_codes", (), MOVED),
    ("mfa_download_recovery_codes", (), (302, 404, 404, 404, 404, 302)),
    ("mfa_list_webauthn", (), MEMBERS),
    ("mfa_add_webauthn", (), MOVED),
    ("mfa_edit_webauthn", (1,), MOVED),
    ("mfa_remove_webauthn", (1,), MOVED),
    ("mfa_login_webauthn", (), MOVED),
    ("mfa_reauthenticate_webauthn", (), MOVED),
    ("socialaccount_connections", (), MEMBERS),
    ("socialaccount_signup", (), MOVED),
    ("socialaccount_login_cancelled", (), EVERYBODY),
    ("socialaccount_login_error", (), (401, 401, 401, 401, 401, 401)),
    ("usersessions_list", (), MEMBERS),
    ("admin:index", (), REPAIR),
    ("admin:practices_practice_changelist", (), REPAIR),
    ("admin:practices_user_changelist", (), REPAIR),
)


PEOPLE: dict[str, Callable[[], Any]] = {
    "anonymous": lambda: None,
    "expert": lambda: User.objects.filter(email="esra@example.org").first() or cast.esra(),
    "other expert": cast.otto,
    "curator": cast.carl,
    "administrator": cast.ada,
    "deactivated": cast.dora,
}


@pytest.fixture
def person(role: str, db: None) -> Any:
    """The person of the test's role; None has no account."""
    return PEOPLE[role]()


@pytest.fixture
def objects(db: None) -> None:
    """A draft with two versions that were once published, a withdrawn practice, and proposals of the expert."""
    esra = PEOPLE["expert"]()
    states = ((OPEN_PROPOSAL, "submitted"), (DECIDED_PROPOSAL, "declined"), (SPAM_PROPOSAL, "spam"))
    for number, state in states:
        practice = Practice.objects.get(slug=PUBLISHED)
        Proposal.objects.create(
            pk=number, kind="remark", practice=practice, state=state, proposer=esra, submitted_at=timezone.now()
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


def routes(patterns: Iterable[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    """The name of every route of the site."""
    for found in patterns:
        if isinstance(found, URLResolver):
            yield from routes(found.url_patterns, f"{space}{found.namespace}:" if found.namespace else space)
        elif found.name:
            yield f"{space}{found.name}"


ALL = sorted(set(routes(get_resolver().url_patterns)))
REPAIRING = [route for route in ALL if route.startswith("admin:") and route not in {"admin:login", "admin:logout"}]


@pytest.mark.parametrize("role", ROLES)
def test_the_status_is_the_one_in_the_table(role: str, person: Any, objects: None) -> None:
    column, found, wanted = ROLES.index(role), {}, {}
    for route, args, statuses in TABLE:
        wanted[route, args] = statuses[column]
        found[route, args] = client_of(person).get(reverse(route, args=args)).status_code
    assert found == wanted


def test_every_route_has_a_row() -> None:
    assert {route for route in ALL if not route.startswith("admin:")} | {"admin:index"} <= {row[0] for row in TABLE}
    assert all(route.name for route in urls.urlpatterns)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "administrator"])
def test_no_page_for_repair_opens_to_anybody_else(role: str, person: Any, objects: None) -> None:
    client = client_of(person)
    for route in REPAIRING:
        path = address_of(route)
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 302, route
            assert answer["Location"].startswith(("/admin/login/", "/accounts/login/")), route


def address_of(route: str) -> str:
    """Of a page for repair, about object 1 of whatever it is about."""
    for args in ((), (1,), (1, 1), ("practices",)):
        with suppress(NoReverseMatch):
            return reverse(route, args=args)
    raise AssertionError(route)


def test_second_factors_tokens_and_rights_are_not_for_repair() -> None:
    models = {route.split(":")[1].rpartition("_")[0] for route in REPAIRING if route.endswith("_changelist")}
    assert {name for name in models if not name.startswith("practices_")} == set()


@pytest.mark.parametrize("role", ROLES)
def test_the_permission_agrees_with_the_queryset(role: str, person: Any, objects: None) -> None:
    person = person or AnonymousUser()
    visible = set(Practice.objects.visible_to(person))
    assert {practice for practice in Practice.objects.all() if permissions.can_read(person, practice)} == visible
    revisions = set(Revision.objects.visible_to(person))
    assert {r for r in Revision.objects.select_related("practice") if r.practice in visible} == revisions


@pytest.mark.parametrize("role", ROLES)
def test_the_permission_agrees_with_the_queryset_for_proposals(role: str, person: Any, objects: None) -> None:
    person = person or AnonymousUser()
    visible = set(Proposal.objects.visible_to(person))
    client = client_of(None if person.is_anonymous else person)
    shown = {
        proposal for proposal in Proposal.objects.all() if client.get(proposal.get_absolute_url()).status_code == 200
    }
    assert shown == visible


@pytest.mark.parametrize("role", ["anonymous", "expert", "other expert", "deactivated"])
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
