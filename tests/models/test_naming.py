"""Slugs that used to be."""

from practices.models import FormerSlug


def test_a_former_slug_names_its_kind() -> None:
    assert str(FormerSlug(kind="theme", slug="once", object_id=1)) == "theme once"
    assert set(FormerSlug.Kind.values) == {"practice", "theme", "source", "term"}
