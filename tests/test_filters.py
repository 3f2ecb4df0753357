"""Facets: values of one widen, facets together narrow, each count leaves its own facet out."""

import pytest
from django.http import QueryDict

from practices.filters import Facet, PracticeFilter
from practices.models import Practice, Theme

pytestmark = pytest.mark.django_db


def chosen(query: str, theme: Theme | None = None) -> PracticeFilter:
    base = Practice.objects.published()
    return PracticeFilter(QueryDict(query), base.in_theme(theme) if theme else base, "en", theme)


def numbers(query: str) -> set[int]:
    return {practice.number for practice in chosen(query).narrowed()}


def facet(query: str, name: str) -> Facet:
    return next(facet for facet in chosen(query).facets() if facet.name == name)


def test_values_of_one_facet_widen_and_facets_narrow() -> None:
    assert numbers("phase=intake&phase=release") == numbers("phase=intake") | numbers("phase=release")
    assert numbers("phase=custody&theme=stakeholders") == numbers("phase=custody") & numbers("theme=stakeholders")
    assert numbers("") == set(range(1, 42))


@pytest.mark.parametrize(
    "query", ["", "phase=custody", "theme=aftercare&phase=release", "actor=victims", "basis=evaluation"]
)
@pytest.mark.parametrize("name", ["theme", "phase", "actor", "source", "basis"])
def test_each_count_says_what_the_value_alone_would_give_beside_the_other_facets(query: str, name: str) -> None:
    others = "&".join(part for part in query.split("&") if not part.startswith(f"{name}="))
    for option in facet(query, name).options:
        assert option.count == len(numbers(f"{others}&{name}={option.value}")), option


def test_a_value_without_practices_is_left_out_unless_it_is_chosen() -> None:
    assert all(option.count or option.selected for option in facet("phase=intake", "actor").options)
    empty = facet("theme=capacity-building&phase=intake", "phase").options
    assert [option.value for option in empty if option.selected] == ["intake"]


def test_inside_a_theme_only_its_own_sub_themes_are_offered() -> None:
    theme = Theme.objects.get(slug="custodial-setting")
    options = next(f for f in chosen("", theme).facets() if f.name == "theme").options
    assert {o.value for o in options} == set(theme.children.values_list("slug", flat=True))
    alone = Theme.objects.get(slug="capacity-building")
    assert "theme" not in {facet.name for facet in chosen("", alone).facets()}


def test_unknown_values_are_passed_over_and_named() -> None:
    found = chosen("theme=nothing&phase=custody&colour=red&phase=\x00")
    assert found.unknown == ["theme: nothing", "phase: \x00"]
    assert {p.number for p in found.narrowed()} == numbers("phase=custody")


def test_chosen_values_can_be_taken_back_one_by_one() -> None:
    found = chosen("phase=custody&phase=intake&theme=aftercare&phase=custody")
    assert found.active() == [
        ("theme", "aftercare", "Aftercare"),
        ("phase", "custody", "In custody"),
        ("phase", "intake", "On arrival"),
    ]
    assert found.query(without="phase", value="custody") == "theme=aftercare&phase=intake"
    assert found.query(without="phase", sort="title") == "theme=aftercare&sort=title"


def test_an_empty_result_offers_ways_back_that_lead_somewhere() -> None:
    query = "phase=intake&theme=capacity-building"
    assert numbers(query) == set()
    ways = chosen(query).ways_back()
    assert ways
    assert all(way.count == len(numbers(way.query)) > 0 for way in ways)
    assert {way.label for way in ways} == {"Theme: Capacity building and cooperation", "Stage: On arrival"}
