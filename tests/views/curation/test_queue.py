"""The queue: every filter in the address, the same list for a spreadsheet, and the way from one to the next."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from practices.models import Practice, Proposal, ProposalKind, User
from practices.workflow.decisions import claim, decline
from practices.workflow.proposals import save_draft, submit
from tests import cast, factories, offers
from tests.views.curation.reading import client_of, filled, open_page, page, path

pytestmark = pytest.mark.django_db

HOSTILE = "<img src=x onerror=alert(1)>"
OVERDUE = "tag--bad"


def test_the_queue_lists_what_waits_oldest_first(proposal: Proposal, curator: Client, practice: Practice) -> None:
    newer = offers.submitted(cast.otto(), practice, summary="Newer")
    Proposal.objects.filter(pk=proposal.pk).update(submitted_at=timezone.now() - timedelta(days=15))
    found = page(curator.get("/curation/queue/"))
    links = [link for link in found.links if link.startswith("/curation/queue/") and link.count("/") == 4]
    assert links == [path(proposal), path(newer)]
    assert [tag.text for tag in found.all("span") if OVERDUE in tag.attributes.get("class", "")] == ["Overdue"]
    newest = page(curator.get("/curation/queue/?sort=newest"))
    links = [link for link in newest.links if re.match("/curation/queue/[0-9]+/", link)]
    assert links == [f"{path(newer)}?sort=newest", f"{path(proposal)}?sort=newest"]


def test_overdue_is_what_was_promised(proposal: Proposal, curator: Client, settings: Any) -> None:
    settings.ANSWER_DAYS = 3
    Proposal.objects.update(submitted_at=timezone.now() - timedelta(days=2))
    assert OVERDUE not in curator.get("/curation/queue/").content.decode()
    Proposal.objects.update(submitted_at=timezone.now() - timedelta(days=4))
    assert OVERDUE in curator.get("/curation/queue/").content.decode()
    assert listed(curator, "age=overdue") == {proposal.pk}


def listed(curator: Client, query: str) -> set[int]:
    found = page(curator.get(f"/curation/queue/?{query}"))
    return {int(link.split("/")[3]) for link in found.links if re.match("/curation/queue/[0-9]+/", link)}


def test_every_filter_is_in_the_address(curator: Client, carl: User, practice: Practice) -> None:
    esra = cast.esra()
    elsewhere = factories.published("elsewhere")
    elsewhere.themes.add(factories.theme("aftercare"))
    edit = offers.submitted(esra, practice)
    remark = submit(offers.offer(elsewhere, kind=ProposalKind.REMARK), by=esra)
    guest, _ = offers.from_guest(practice, offers.changed(practice, new="with a guest's care"))
    done = offers.submitted(esra, practice, offers.changed(practice, new="with no care"))
    decline(done, by=carl, verdict=offers.verdict(done, message="No."))
    claim(remark, by=carl)
    Proposal.objects.filter(pk=guest.pk).update(overlaps=True)
    save_draft(offers.offer(practice), by=esra)
    everything = {edit.pk, remark.pk, guest.pk}
    assert listed(curator, "") == everything
    assert listed(curator, "state=all") == everything | {done.pk}
    assert listed(curator, "state=declined") == {done.pk}
    assert listed(curator, "state=in-review") == {remark.pk}
    assert listed(curator, "state=draft") == everything, "as if nothing had been asked; no draft is among them"
    assert listed(curator, "kind=remark") == {remark.pk}
    assert listed(curator, "theme=aftercare") == {remark.pk}
    assert listed(curator, f"practice={practice.number}") == {edit.pk, guest.pk}
    assert listed(curator, "proposer=guest") == {guest.pk}
    assert listed(curator, "proposer=expert") == {edit.pk, remark.pk}
    assert listed(curator, "collision=1") == {guest.pk}
    assert listed(curator, "assigned=nobody") == {edit.pk, guest.pk}
    assert listed(curator, "assigned=me") == {remark.pk}
    assert listed(curator, f"assigned={carl.pk}") == everything, "one's own number is passed over: that is “me”"
    assert listed(curator, "collision=0") == {edit.pk, remark.pk}
    assert listed(curator, f"practice={practice.code.lower()}") == {edit.pk, guest.pk}
    assert listed(curator, "sort=practice&kind=edit&proposer=guest") == {guest.pk}


@pytest.mark.parametrize(
    "query",
    ["state=lost", "kind=odd", "sort=x", "practice=²", f"practice={'9' * 5_000}", "page=x", "page=99", "proposer=x"],
)
def test_what_cannot_be_read_is_passed_over(query: str, proposal: Proposal, curator: Client) -> None:
    assert curator.get(f"/curation/queue/?{query}").status_code == 200


def test_the_list_for_a_spreadsheet_holds_no_formula(curator: Client, practice: Practice) -> None:
    esra = cast.esra()
    for n, start in enumerate(("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "ordinary")):
        row = offers.submitted(esra, practice, offers.changed(practice, new=f"with care {n}"), summary="x")
        Proposal.objects.filter(pk=row.pk).update(summary=f"{start} {HOSTILE}", credit_line=start)
    response = curator.get("/curation/queue/?format=csv&state=all&page=2")
    assert response["Content-Type"].startswith("text/csv")
    assert "attachment" in response["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(response.content.decode(), newline="")))
    assert len(rows) == 9, "all that the filters let through, not one page of it"
    assert [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r\n")] == []
    assert sum(HOSTILE in cell for row in rows for cell in row) == 8


def test_the_queue_asks_no_more_when_there_is_more(
    curator: Client, proposal: Proposal, practice: Practice, django_assert_max_num_queries: Any
) -> None:
    otto = cast.otto()
    for n in range(15):
        offers.submitted(otto, practice, offers.changed(practice, new=f"with care {n}"))
    with django_assert_max_num_queries(10):
        curator.get("/curation/queue/")


def test_size_and_age_are_filters_too(curator: Client, practice: Practice) -> None:
    esra = cast.esra()
    small = offers.submitted(esra, practice)
    medium = offers.submitted(esra, practice, offers.changed(practice, new="with care " * 15))
    large = offers.submitted(esra, practice, offers.changed(practice, new="with care " * 150))
    assert small.words == 1
    assert 20 < medium.words < 200 < large.words
    assert listed(curator, "size=small") == {small.pk}
    assert listed(curator, "size=medium") == {medium.pk}
    assert listed(curator, "size=large") == {large.pk}
    for days, row in ((10, medium), (40, large)):
        Proposal.objects.filter(pk=row.pk).update(submitted_at=timezone.now() - timedelta(days=days))
    assert listed(curator, "age=week") == {small.pk}
    assert listed(curator, "age=month") == {medium.pk}
    assert listed(curator, "age=older") == {large.pk}
    assert listed(curator, "age=older&size=small") == set()


def test_a_filter_can_be_taken_away_and_an_empty_list_says_how(curator: Client, proposal: Proposal) -> None:
    found = page(curator.get("/curation/queue/?kind=remark&proposer=guest&sort=newest"))
    assert "No proposal has all of this" in found.text
    assert {"?proposer=guest&sort=newest", "?kind=remark&sort=newest"} <= set(found.links)
    assert page(curator.get("/curation/queue/?kind=edit")).links.count("?") == 2, "the tag, and “clear all”"


def test_a_clear_queue_says_what_comes_next(curator: Client, practice: Practice) -> None:
    Practice.objects.update(review_by=None)
    assert "Nothing waits for you" in page(curator.get("/curation/queue/")).text
    Practice.objects.filter(pk=practice.pk).update(review_by="2030-05-01")
    found = page(curator.get("/curation/queue/"))
    assert "The queue is clear" in found.text
    assert "1 May 2030" in found.text
    assert practice.get_absolute_url() in found.links


def test_pages_of_the_queue_are_linked_in_the_head(
    curator: Client, proposal: Proposal, practice: Practice, settings: Any
) -> None:
    settings.PAGE_SIZE = 1
    offers.submitted(cast.otto(), practice)
    found = page(curator.get("/curation/queue/?kind=edit"))
    heads = {tag.attributes["rel"]: tag.attributes["href"] for tag in found.all("link") if "rel" in tag.attributes}
    assert heads["next"] == "?kind=edit&page=2"
    assert "prev" not in heads


# From one to the next


def neighbours(curator: Client, address: str) -> dict[str, str]:
    found = page(curator.get(address))
    return {tag.attributes["rel"]: tag.attributes["href"] for tag in found.all("a") if "rel" in tag.attributes}


def test_next_and_previous_go_through_the_list_as_it_was_filtered(curator: Client, practice: Practice) -> None:
    esra = cast.esra()
    rows = [offers.submitted(esra, practice, offers.changed(practice, new=f"with care {n}")) for n in range(4)]
    submit(offers.offer(practice, kind=ProposalKind.REMARK), by=esra)
    query = "?kind=edit&sort=newest"
    assert neighbours(curator, path(rows[3]) + query) == {"next": path(rows[2]) + query}
    assert neighbours(curator, path(rows[1]) + query) == {"prev": path(rows[2]) + query, "next": path(rows[0]) + query}
    assert neighbours(curator, path(rows[0]) + query) == {"prev": path(rows[1]) + query}
    assert neighbours(curator, path(rows[0]))["next"] == path(rows[1])


def test_from_a_proposal_that_has_left_the_queue_one_goes_on_to_the_first(
    curator: Client, carl: User, proposal: Proposal, practice: Practice
) -> None:
    other = offers.submitted(cast.otto(), practice)
    decline(proposal, by=carl, verdict=offers.verdict(proposal, message="No."))
    assert neighbours(curator, path(proposal)) == {"next": path(other)}


def test_a_decision_leads_back_to_the_list_as_it_was_filtered(curator: Client, proposal: Proposal) -> None:
    query = "?kind=edit"
    data = filled(open_page(curator, proposal), "decide", decision="decline", message="No.")
    assert curator.post(path(proposal) + query, data)["Location"] == f"/curation/queue/{query}"


# In the navigation


def test_curators_see_in_the_navigation_how_many_wait(
    curator: Client, carl: User, proposal: Proposal, practice: Practice
) -> None:
    offers.submitted(cast.otto(), practice)
    decline(proposal, by=carl, verdict=offers.verdict(proposal, message="No."))
    counts = [tag.text for tag in page(curator.get("/")).all("span") if tag.attributes.get("class") == "count"]
    assert counts == ["1 proposal waiting"]


def test_nobody_else_is_counted_for(proposal: Proposal) -> None:
    for client in (Client(), client_of(User.objects.get(name="Esra Expert"))):
        with CaptureQueriesContext(connection) as asked:
            assert "/curation/" not in page(client.get("/about/")).links
        assert not [query for query in asked.captured_queries if "practices_proposal" in query["sql"]]
