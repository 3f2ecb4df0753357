"""The glossary."""

import pytest
from django.db import IntegrityError, transaction

from practices.models import Term, TermLabel

pytestmark = pytest.mark.django_db


def test_a_term_is_known_by_its_slug() -> None:
    term = Term.objects.get_by_natural_key("radicalisation")
    assert (str(term), term.natural_key()) == ("Radicalisation", ("radicalisation",))
    assert term.get_absolute_url() == "/glossary/radicalisation/"


def test_a_label_stands_once_in_its_term_and_language() -> None:
    label = TermLabel.objects.get(term__slug="radicalisation", language="fr", kind="translation")
    assert TermLabel.objects.get_by_natural_key(*label.natural_key()) == label
    with pytest.raises(IntegrityError), transaction.atomic():
        TermLabel.objects.create(term=label.term, language="fr", kind="alternate", text=label.text)


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("ru", "ltr")])
def test_a_label_has_the_direction_of_its_language(language: str, direction: str) -> None:
    label = TermLabel(language=language, text="x")
    assert (label.direction, str(label)) == (direction, "x")
