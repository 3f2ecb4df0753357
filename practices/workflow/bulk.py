"""Many texts published at once: the same as publish() for each, in a few queries for each 500."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from practices.models import LinkKind, PracticeText, Proposal, Revision
from practices.rendering import markdown
from practices.search.rows import add, create, in_batches, update
from practices.workflow.deriving import derive, source_count
from practices.workflow.errors import Refused
from practices.workflow.indexing import index_practice
from practices.workflow.log import line
from practices.workflow.lookup import Names, all_filed_today
from practices.workflow.progress import Progress, quiet
from practices.workflow.publication import Content, related_problems, render_again, snapshot
from practices.workflow.rebasing import look_again
from practices.workflow.rendering import Made, Rendering, words_of

BATCH = 500


class Notes(NamedTuple):
    """What stands beside the versions: the first of a practice, and a further one."""

    first: str
    again: str


def publish_all(
    ids: Sequence[int], rendering: Rendering, *, notes: Notes, actor_name: str, progress: Progress = quiet
) -> list[int]:
    """Make each text that says something else than its last revision the next one. Those that ``rendering`` has were
    checked; what it does not have is checked and rendered here.

    Call it in a transaction that holds the locks of publish(); the index is the caller's. Returns the changed texts.
    Raises Refused when a text cannot be published, with every reason that is known.
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
            _publish(changed, contents, latest, _made(rendering, changed), notes, actor_name)
        published += [text.pk for text in changed]
        renamed |= {_place(text) for text in changed if (old := latest.get(_place(text))) and old.title != text.title}
        progress("Publishing", min((done + 1) * BATCH, len(ids)), len(ids))
    rendering.refuse()
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


def _made(rendering: Rendering, texts: Sequence[PracticeText]) -> list[Made]:
    found = {text.pk: rendering.get((text.practice.number, text.language)) for text in texts}
    missing = [text for text in texts if not found[text.pk]]
    if missing:
        late = Rendering(map(words_of, missing), len(missing), Names.in_database())
        wrong = [f"{text.practice.code}: {problem}" for text in missing for problem in related_problems(text)]
        if wrong:
            raise Refused([*late.problems(), *wrong])
        found |= {text.pk: late.get((text.practice.number, text.language)) for text in missing}
    return [made for text in texts if (made := found[text.pk])]


def _publish(
    texts: Sequence[PracticeText],
    contents: Mapping[int, Content],
    latest: Mapping[tuple[int, str], Revision],
    made: Sequence[Made],
    notes: Notes,
    actor_name: str,
) -> None:
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
    add(
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
