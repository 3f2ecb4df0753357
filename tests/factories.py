"""Small made-up content for tests that need something else than the first edition."""

from typing import Any

from practices.models import Phase, Practice, PracticeText, Revision, Source, SourcePassage, Theme
from practices.workflow.publication import next_number, publish

BODY = """## The practice

Do {what} with care. [@{source}, ¶1]

## Why it matters

It helps people change. [@{source}, ¶1]

## How to apply it

**Begin small.** Try {what} in one place first. [@{source}, ¶2]

## Limits and cautions

The source does not say how long it takes. [@{source}, ¶2]
"""


def theme(slug: str = "test-theme", **fields: Any) -> Theme:
    defaults = {"name": slug.replace("-", " ").capitalize(), "hue": "cs", "summary": "A theme for tests."}
    return Theme.objects.get_or_create(slug=slug, defaults=defaults | fields)[0]


def source(slug: str = "test-source") -> Source:
    found, made = Source.objects.get_or_create(
        slug=slug,
        defaults={"kind": "guidance", "title": "Test guidance", "short_title": "Test guidance", "summary": "Made up."},
    )
    if made:
        for n in (1, 2):
            SourcePassage.objects.create(source=found, label=f"¶{n}", anchor=f"p{n}", order=n, text=f"Passage {n}.")
    return found


def body(what: str = "the work", source_slug: str = "test-source") -> str:
    return BODY.format(what=what, source=source_slug)


def text(slug: str = "test-practice", language: str = "en", **fields: Any) -> PracticeText:
    """A text that can be published, of a new practice that is already marked as published."""
    source()
    practice = Practice.objects.filter(slug=slug).first() or Practice.objects.create(
        number=next_number(), slug=slug, primary_theme=theme(), phase=Phase.CUSTODY, status="published"
    )
    practice.themes.add(practice.primary_theme)
    defaults = {"title": f"Try {slug.replace('-', ' ')}", "key_message": "Do it with care.", "body": body(slug)}
    return PracticeText.objects.create(practice=practice, language=language, **(defaults | fields))


def published(slug: str = "test-practice", **fields: Any) -> Practice:
    return revision(slug, **fields).practice


def revision(slug: str = "test-practice", **fields: Any) -> Revision:
    return publish(text(slug, **fields), by=None, note="First version.")
