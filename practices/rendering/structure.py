"""What the text of a practice must look like, in every language: rules that need no database."""

from collections.abc import Iterator, Mapping

from practices.rendering.references import Rendered

KEY_MESSAGE_WORDS = 60
SECTIONS = ("The practice", "Why it matters", "How to apply it", "Limits and cautions")


def count_words(text: str) -> int:
    return len(text.split())


def text_problems(fields: Mapping[str, str], rendered: Rendered, language: str = "en") -> Iterator[str]:
    """Why this text cannot be published, one sentence each."""
    for name in ("title", "key_message", "body"):
        if not fields[name].strip():
            yield f"the {name.replace('_', ' ')} is empty"
    words = count_words(fields["key_message"])
    if words > KEY_MESSAGE_WORDS:
        yield f"the key message has {words} words; the most is {KEY_MESSAGE_WORDS}"
    names = [heading.name for heading in rendered.headings]
    if language == "en" and names != list(SECTIONS):
        yield f"the body needs the sections {', '.join(SECTIONS)}, in this order; it has {', '.join(names) or 'none'}"
    elif len(names) != len(SECTIONS):
        yield f"the body needs {len(SECTIONS)} sections; it has {len(names)}"
    for broken in rendered.broken:
        yield str(broken)


def uncited_paragraphs(rendered: Rendered) -> list[int]:
    cited = {citation.paragraph for citation in rendered.citations}
    return [paragraph.number for paragraph in rendered.paragraphs if paragraph.number not in cited]
