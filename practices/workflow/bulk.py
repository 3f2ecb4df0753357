"""Many texts published at once: the same as publish() for each, in a few queries for each 500."""

import pickle
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.urls import reverse

from practices.models import LinkKind, Practice, PracticeText, Proposal, Revision
from practices.rendering import markdown
from practices.rendering.guard import TooComplex
from practices.rendering.structure import text_problems
from practices.search.bulk import spread
from practices.search.rows import create, in_batches, update
from practices.workflow.deriving import derive, source_count
from practices.workflow.errors import Refused
from practices.workflow.indexing import index_practice
from practices.workflow.log import line
from practices.workflow.lookup import Names, all_filed_today
from practices.workflow.progress import Progress, quiet
from practices.workflow.publication import Content, outline, related_problems, render_again, snapshot
from practices.workflow.rebasing import look_again

BATCH = 500
AT_A_TIME = 50
"""Texts that another process renders before it answers."""
WORTH_IT = 300
"""Below so many texts starting processes costs more than it saves."""

Key = tuple[int, str]
"""Number of the practice, and language."""


class Words(NamedTuple):
    """What is rendered: a text that is perhaps in no table yet."""

    key: Key
    title: str
    key_message: str
    body: str


class Made(NamedTuple):
    html: str
    outline: dict[str, Any]


class Notes(NamedTuple):
    """What stands beside the versions: the first of a practice, and a further one."""

    first: str
    again: str


Store = dict[Key, bytes]
"""What was made, packed: ten thousand practices take 50 MB."""


# Rendering, in other processes when there is much of it

_names: list[Names] = []


def _know(names: Names) -> None:
    _names[:] = [names]


def _render(batch: list[Words]) -> list[tuple[Key, bytes, list[str]]]:
    return [(words.key, *_rendered(words)) for words in batch]


def _rendered(words: Words) -> tuple[bytes, list[str]]:
    try:
        found = markdown.render(words.body, _names[0].lookup(words.key[1]))
    except TooComplex as error:
        return b"", [f"body: {error}"]
    fields = {"title": words.title, "key_message": words.key_message, "body": words.body}
    made = zlib.compress(pickle.dumps(Made(found.html, outline(found))), 1)
    return made, list(text_problems(fields, found, words.key[1]))


def render_all(
    texts: Iterable[Words], total: int, names: Names, progress: Progress = quiet
) -> tuple[Store, dict[Key, list[str]]]:
    """The HTML and outline of each text, and why some cannot be published. Uses no database."""
    store: Store = {}
    problems: dict[Key, list[str]] = {}
    reverse("practices:practice-list")  # reads the addresses once here, not in each process
    work = spread(_render, in_batches(texts, AT_A_TIME), alone=total < WORTH_IT, prepare=_know, given=(names,))
    done = 0
    for batch in work:
        store |= {key: made for key, made, _ in batch}
        problems |= {key: found for key, _, found in batch if found}
        done += len(batch)
        progress("Rendering", done, total)
    return store, problems


def unpacked(made: bytes) -> Made:
    found: Made = pickle.loads(zlib.decompress(made))  # noqa: S301  (packed by render_all, in this very run)
    return found


# Publishing


def words_of(text: PracticeText) -> Words:
    return Words((text.practice.number, text.language), text.title, text.key_message, text.body)


def publish_all(
    ids: Sequence[int], store: Store, *, notes: Notes, actor_name: str, progress: Progress = quiet
) -> list[int]:
    """Make each text that says something else than its last revision the next one. ``store`` has what was rendered.

    Call it in a transaction that holds the locks of publish(); the index is the caller's. Returns the changed texts.
    Raises Refused when one that was not rendered beforehand cannot be published.
    """
    published: list[int] = []
    renamed: set[tuple[int, str]] = set()
    for done, batch in enumerate(in_batches(ids, BATCH)):
        texts = _texts(batch)
        latest = _latest(texts)
        said = dict(zip(latest, all_filed_today([row.content for row in latest.values()]), strict=True))
        contents = {text.pk: snapshot(text) for text in texts}
        changed = [text for text in texts if said.get(_place(text)) != contents[text.pk]]
        _make_live_again((text for text in texts if said.get(_place(text)) == contents[text.pk]), latest)
        if changed:
            _publish(changed, contents, latest, _completed(store, changed), notes, actor_name)
        published += [text.pk for text in changed]
        renamed |= {_place(text) for text in changed if (old := latest.get(_place(text))) and old.title != text.title}
        progress("Publishing", min((done + 1) * BATCH, len(ids)), len(ids))
    _refresh_others(renamed, published)
    return published


def _place(text: PracticeText) -> tuple[int, str]:
    return text.practice_id, text.language


def _texts(ids: Sequence[int]) -> list[PracticeText]:
    found = PracticeText.objects.filter(pk__in=ids).select_related("practice__primary_theme")
    return list(found.prefetch_related("practice__themes", "practice__actors").order_by("practice__number", "language"))


def _latest(texts: Iterable[PracticeText]) -> dict[tuple[int, str], Revision]:
    rows = Revision.objects.filter(practice__in={text.practice_id for text in texts}).defer("html", "outline")
    return {(row.practice_id, row.language): row for row in rows.order_by("number")}


def _make_live_again(texts: Iterable[PracticeText], latest: Mapping[tuple[int, str], Revision]) -> None:
    """Texts whose last revision says the same, but is not what readers see."""
    for text in texts:
        last = latest[_place(text)]
        if text.live_revision_id != last.pk:
            text.live_revision, text.source_count = last, source_count(last.outline)
            text.save()
            derive([(text, last.outline)])


def _completed(store: Store, texts: Sequence[PracticeText]) -> Store:
    """With what was not rendered beforehand. Raises Refused with every reason in these texts."""
    missing = [text for text in texts if (text.practice.number, text.language) not in store]
    if not missing:
        return store
    made, problems = render_all(map(words_of, missing), len(missing), Names.in_database())
    for text in missing:
        if found := related_problems(text):
            problems.setdefault((text.practice.number, text.language), []).extend(found)
    if problems:
        raise Refused(
            f"{Practice(number=number).code}: {problem}" for (number, _), found in problems.items() for problem in found
        )
    return store | made


def _publish(
    texts: Sequence[PracticeText],
    contents: Mapping[int, Content],
    latest: Mapping[tuple[int, str], Revision],
    store: Store,
    notes: Notes,
    actor_name: str,
) -> None:
    made = [unpacked(store[text.practice.number, text.language]) for text in texts]
    before = [latest.get(_place(text)) for text in texts]
    revisions = create(
        Revision(
            practice=text.practice,
            language=text.language,
            number=last.number + 1 if last else 1,
            parent=last,
            content=contents[text.pk],
            html=new.html,
            outline=new.outline,
            renderer=markdown.VERSION,
            note=notes.again if last else notes.first,
        )
        for text, last, new in zip(texts, before, made, strict=True)
    )
    for text, revision in zip(texts, revisions, strict=True):
        text.live_revision, text.source_count = revision, source_count(revision.outline)
    live = ((text.pk, text.live_revision_id, text.source_count) for text in texts)
    update(PracticeText, ("id", "live_revision_id", "source_count"), live)
    derive([(text, revision.outline) for text, revision in zip(texts, revisions, strict=True)])
    create(
        line(
            "publish", "practice", text.practice.code, by=None, actor_name=actor_name, note=revision.note,
            before=last and {"revision": last.number},
            after={"revision": revision.number, "language": text.language},
        )
        for text, last, revision in zip(texts, before, revisions, strict=True)
    )  # fmt: skip
    _look_at_proposals(revisions)


def _look_at_proposals(revisions: Sequence[Revision]) -> None:
    about = {revision.practice_id for revision in revisions}
    offered = set(Proposal.objects.open().filter(practice__in=about).values_list("practice_id", flat=True))
    for revision in revisions:
        if revision.practice_id in offered:
            look_again(revision, by=None)


def _refresh_others(renamed: set[tuple[int, str]], published: Sequence[int]) -> None:
    """Pages that show a title that has changed, unless they were rendered with it just now."""
    fresh = set(published)
    for language in {language for _, language in renamed}:
        targets = [practice for practice, of in renamed if of == language]
        showing = PracticeText.objects.live().filter(
            language=language, practice__links__target__in=targets, practice__links__kind=LinkKind.MENTIONS
        )
        for text in showing.select_related("live_revision", "practice").distinct():
            if text.pk not in fresh:
                render_again(text.live_revision)
                index_practice(text.practice)
