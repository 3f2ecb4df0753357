"""Themes nest one level."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from practices.models import Actor, Theme
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_theme_below_a_theme_below_a_theme_is_refused() -> None:
    theme = factories.theme()
    theme.parent = Theme.objects.get(slug="staff-and-trust")
    with pytest.raises(ValidationError, match="nest one level"):
        theme.full_clean()


def test_a_theme_with_sub_themes_cannot_become_one() -> None:
    theme = Theme.objects.get(slug="custodial-setting")
    theme.parent = Theme.objects.get(slug="aftercare")
    with pytest.raises(ValidationError, match="has sub-themes"):
        theme.full_clean()


def test_the_top_of_a_theme_is_its_parent_or_itself() -> None:
    sub = Theme.objects.get(slug="staff-and-trust")
    assert (sub.top.slug, sub.top.top.slug) == ("custodial-setting", "custodial-setting")


def test_a_theme_in_use_cannot_be_deleted() -> None:
    with pytest.raises(ProtectedError):
        Theme.objects.get(slug="aftercare").delete()


def test_themes_and_actors_are_known_by_their_slug() -> None:
    assert Theme.objects.get_by_natural_key("aftercare").get_absolute_url() == "/themes/aftercare/"
    assert Actor.objects.get_by_natural_key("victims").natural_key() == ("victims",)
