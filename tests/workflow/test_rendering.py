"""Many texts rendered, alone and by other processes."""

from copy import deepcopy
from multiprocessing import active_children

import pytest

from practices.models import PracticeText
from practices.rendering.guard import MAX_CHARACTERS
from practices.search.helpers import PROCESSES
from practices.workflow import rendering
from practices.workflow.errors import Refused
from practices.workflow.lookup import Names
from practices.workflow.rendering import Rendering, Words, words_of
from tests import factories

pytestmark = pytest.mark.django_db
both = pytest.mark.parametrize("worth_it", [1, 10_000], ids=["with others", "alone"], indirect=True)


@pytest.fixture
def worth_it(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "WORTH_IT", request.param)
    monkeypatch.setattr(rendering, "AT_A_TIME", 5)


@pytest.fixture
def names() -> Names:
    factories.published()
    return Names.in_database()


def good(number: int) -> Words:
    return Words((number, "en"), f"P-{number}", "Title", "Message.", factories.body())


def bad(number: int) -> Words:
    return Words((number, "en"), f"P-{number}", "Title", "Message.", "Only this.")


@both
@pytest.mark.usefixtures("worth_it")
def test_many_texts_are_rendered_as_each_was_alone() -> None:
    texts = list(PracticeText.objects.live().select_related("practice", "live_revision"))
    made = Rendering(map(words_of, texts), len(texts), Names.in_database())
    for text in reversed(texts):
        new, live = made.get((text.practice.number, text.language)), text.live_revision
        assert new
        assert live
        assert (new.html, new.outline) == (live.html, live.outline)
    assert made.problems() == []
    assert made.get((999, "en")) is None


@both
@pytest.mark.usefixtures("worth_it")
def test_every_text_that_cannot_be_published_is_named_with_its_reasons(names: Names) -> None:
    texts = [bad(1), *map(good, range(3, 20)), Words((2, "en"), "P-2", "T", "K.", "x" * (MAX_CHARACTERS + 1))]
    made = Rendering(texts, len(texts), names)
    with pytest.raises(Refused) as refused:
        made.get((3, "en"))
    first, last = refused.value.reasons
    assert first.startswith("P-1: ")
    assert "needs the sections" in first
    assert last.startswith("P-2: body: The text has")


@both
@pytest.mark.usefixtures("worth_it")
def test_two_at_the_same_time_each_have_names_of_their_own(names: Names) -> None:
    body = factories.body().replace("It helps", "See [[there]]. It helps")
    known = deepcopy(names)
    known.add_practice("there", "P-7")
    texts = [Words((n, "en"), f"P-{n}", "Title", "Message.", body) for n in range(12)]
    one, other = Rendering(texts, 12, known), Rendering(texts, 12, names)
    assert one.get((0, "en"))
    assert len(other.problems()) == 12
    assert one.problems() == []


def test_nobody_works_on_when_it_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "WORTH_IT", 1)
    made = Rendering(map(good, range(2_000)), 2_000, Names.in_database())
    assert len(active_children()) == PROCESSES
    made.close()
    assert active_children() == []


def test_it_says_how_far_it_is(names: Names) -> None:
    told: list[tuple[str, int, int]] = []
    Rendering([good(1), good(2)], 2, names, lambda *said: told.append(said)).refuse()
    assert told == [("Rendering", 2, 2)]
