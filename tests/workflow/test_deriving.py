"""Rows worked out from texts."""

import pytest

from practices.models import Citation, PracticeLink, PracticeText, TermUse
from practices.workflow.deriving import derive, source_count

pytestmark = pytest.mark.django_db


def all_rows() -> list[list[tuple[object, ...]]]:
    fields = (
        (Citation, ("practice__number", "language", "paragraph", "position", "passage__label")),
        (PracticeLink, ("practice__number", "language", "target__number", "kind", "reason", "paragraph", "position")),
        (TermUse, ("practice__number", "language", "term__slug", "paragraph")),
    )
    return [sorted(model._default_manager.values_list(*names), key=str) for model, names in fields]


def test_many_texts_at_once_give_what_each_gave_alone(django_assert_max_num_queries: object) -> None:
    before = all_rows()
    texts = PracticeText.objects.live().select_related("practice", "live_revision")
    pairs = [(text, text.live_revision.outline) for text in texts if text.live_revision]
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        derive(pairs)
    assert all_rows() == before
    assert [source_count(outline) for _, outline in pairs] == [text.source_count for text, _ in pairs]
