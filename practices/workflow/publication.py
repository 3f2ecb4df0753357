"""A text becomes a revision that readers see, and everything that follows from the text follows with it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from practices.models import (
    Actor,
    Basis,
    FormerSlug,
    LinkKind,
    Phase,
    Practice,
    PracticeText,
    Proposal,
    Revision,
    Status,
    Theme,
    User,
)
from practices.permissions import can_publish
from practices.querysets import PracticeTextQuerySet
from practices.rendering import markdown
from practices.rendering.guard import TooComplex
from practices.rendering.references import Rendered
from practices.rendering.structure import text_problems
from practices.workflow.deriving import derive, source_count
from practices.workflow.errors import Refused
from practices.workflow.indexing import index_practice, one_writer
from practices.workflow.log import record
from practices.workflow.lookup import DatabaseLookup, filed_today, practices_by_slug, present_slugs
from practices.workflow.rebasing import look_again

Content = dict[str, Any]
LONGEST_TITLE = 200
LINK_KINDS = set(LinkKind.values) - {LinkKind.MENTIONS.value}
NO_LINKS = "the related practices are a list of links, each with to, kind and reason"


@transaction.atomic
def publish(
    text: PracticeText,
    *,
    by: User | None,
    note: str,
    credit: str = "",
    minor: bool = False,
    actor_name: str = "",
    offered: Proposal | None = None,
    indexed: bool = True,
) -> Revision:
    """Make the text, as given, the next revision of its practice and language, and the live one.

    ``by`` publishes, and wrote it unless it was ``offered`` by somebody else, who then has the credit.
    ``indexed`` is off only where the whole index is written afterwards, in the same transaction.

    Raises Refused when the text breaks a rule or leads nowhere, or when nothing differs from the live revision.
    """
    practice = Practice.objects.select_for_update(no_key=True).get(pk=text.practice_id)
    one_writer()
    text.practice = practice
    content = snapshot(text)
    latest = practice.revisions.filter(language=text.language).order_by("number").last()
    if text.live_revision_id and latest and filed_today(latest.content) == content:
        raise Refused("Nothing has changed, so there is nothing to publish.")
    rendered = checked(text, DatabaseLookup([text.body], text.language))
    revision = Revision.objects.create(
        practice=practice,
        language=text.language,
        number=latest.number + 1 if latest else 1,
        parent=latest,
        content=content,
        html=rendered.html,
        outline=outline(rendered),
        renderer=markdown.VERSION,
        author=offered.proposer if offered else by,
        credit=offered.credit_line if offered else credit,
        note=note,
        is_minor=minor,
    )
    make_live(text, revision)
    if latest and latest.title != text.title:
        refresh_backlinks(practice, text.language)
    look_again(revision, by=by)
    if indexed:
        index_practice(practice)
    record(
        "publish", "practice", practice.code, by=by, actor_name=actor_name, note=note,
        before=latest and {"revision": latest.number}, after={"revision": revision.number, "language": text.language},
    )  # fmt: skip
    return revision


@transaction.atomic
def revert(practice: Practice, language: str, number: int, *, by: User, note: str = "") -> Revision:
    """A new revision whose text is that of an old one. Nothing is taken back: the versions between stay."""
    only_curators(by)
    row = Practice.objects.select_for_update(no_key=True).get(pk=practice.pk)
    old = row.revisions.filter(language=language, number=number).first()
    text = row.texts.filter(language=language).first()
    if old is None or text is None:
        raise Refused(f"There is no version {number} to go back to.")
    text.practice = row
    write_content(text, old.content)
    return publish(text, by=by, note=note or f"Back to version {number}.", credit=by.credit_line)


def write_content(text: PracticeText, content: Content, review_by: date | None = None) -> None:
    """Put the content into the rows of practice and text, ready for publish(). Former slugs of themes are followed.

    Raises Refused when a value is none that the portal has: nothing is left out in silence.
    """
    practice = text.practice
    themes, actors = _filed_under(content)
    practice.primary_theme = themes[content["primary_theme"]]
    practice.phase, practice.basis = content["phase"], content["basis"]
    practice.last_reviewed = timezone.localdate()
    practice.review_by = review_by or practice.review_by
    practice.save()
    practice.themes.set([themes[slug] for slug in content["themes"]])
    practice.actors.set(actors)
    text.title, text.key_message, text.body = content["title"], content["key_message"], content["body"]
    text.related = content["related"]
    text.save()


def _filed_under(content: Content) -> tuple[dict[str, Theme], list[Actor]]:
    """The themes by the slug that the content calls them by, and the actors."""
    wanted = {content["primary_theme"], *content["themes"]}
    today = present_slugs(Theme, FormerSlug.Kind.THEME, wanted)
    rows = Theme.objects.in_bulk(list(today.values()), field_name="slug")
    actors = list(Actor.objects.filter(slug__in=content["actors"]))
    unknown = [f"theme: {slug}" for slug in sorted(wanted - set(today))]
    unknown += [f"actor: {slug}" for slug in sorted(set(content["actors"]) - {actor.slug for actor in actors})]
    unknown += [] if content["phase"] in Phase.values else [f"stage: {content['phase']}"]
    unknown += [] if content["basis"] in Basis.values else [f"basis: {content['basis']}"]
    problems = [f"There is no such {what}" for what in unknown]
    if len(content["title"]) > LONGEST_TITLE:
        problems.append(f"The title has {len(content['title'])} characters; the most is {LONGEST_TITLE}.")
    if problems:
        raise Refused(problems)
    return {slug: rows[present] for slug, present in today.items()}, actors


def snapshot(text: PracticeText) -> Content:
    """Everything a reader would see of the practice in this language, without ids."""
    practice = text.practice
    return {
        "title": text.title,
        "key_message": text.key_message,
        "body": text.body,
        "primary_theme": practice.primary_theme.slug,
        "themes": sorted(theme.slug for theme in practice.themes.all()),
        "phase": practice.phase,
        "actors": sorted(actor.slug for actor in practice.actors.all()),
        "basis": practice.basis,
        "related": text.related,
    }


def checked(text: PracticeText, lookup: DatabaseLookup) -> Rendered:
    """The rendered body. Raises Refused with every reason at once."""
    try:
        rendered = markdown.render(text.body, lookup)
    except TooComplex as error:
        raise Refused(str(error)) from error
    fields = {"title": text.title, "key_message": text.key_message, "body": text.body}
    problems = [*text_problems(fields, rendered, text.language), *related_problems(text)]
    if problems:
        raise Refused(f"{text.practice.code}: {problem}" for problem in problems)
    return rendered


def is_link(link: Any) -> bool:
    names = {"to", "kind", "reason"}
    return isinstance(link, dict) and set(link) == names and all(isinstance(link[name], str) for name in names)


def related_problems(text: PracticeText) -> list[str]:
    """What is wrong with the typed links."""
    if not isinstance(text.related, list) or not all(is_link(link) for link in text.related):
        return [NO_LINKS]
    known = {slug: row.slug for slug, row in practices_by_slug(link["to"] for link in text.related).items()}
    return list(link_problems(text.related, known, text.practice.slug))


def link_problems(links: Sequence[dict[str, str]], known: Mapping[str, str], own: str) -> Iterator[str]:
    """``known`` has the present slug of each practice by any of its slugs; ``own`` is that of the practice itself."""
    pairs = Counter((known[link["to"]], link["kind"]) for link in links if link["to"] in known)
    if any(times > 1 for times in pairs.values()):
        yield "a practice is related twice in the same way"
    for link in links:
        if link["to"] not in known:
            yield f"a related practice is unknown: {link['to']}"
        elif known[link["to"]] == own:
            yield "the practice is related to itself"
        if link["kind"] not in LINK_KINDS:
            yield f"a related practice has an unknown kind: {link['kind']}"


def outline(rendered: Rendered) -> dict[str, Any]:
    """What was found in the text, as JSON, so that no page has to parse the text again."""
    return {
        "headings": [vars(heading) for heading in rendered.headings],
        "paragraphs": [vars(paragraph) for paragraph in rendered.paragraphs],
        "citations": [vars(citation) for citation in rendered.citations],
        "links": [vars(link) for link in rendered.links],
        "terms": [vars(term) for term in rendered.terms],
    }


def make_live(text: PracticeText, revision: Revision) -> None:
    """Point the text at the revision and derive citations, links and uses of terms. Call it in the transaction."""
    text.live_revision = revision
    text.source_count = source_count(revision.outline)
    text.save()
    derive([(text, revision.outline)])


def refresh_backlinks(practice: Practice, language: str) -> None:
    """Render again the live pages that link to this one, since they may show its title or address."""
    neighbours = PracticeText.objects.live().filter(
        language=language, practice__links__target=practice, practice__links__kind=LinkKind.MENTIONS
    )
    for text in neighbours.select_related("live_revision", "practice").distinct():
        render_again(text.live_revision)
        index_practice(text.practice)


def render_again(revision: Revision | None) -> None:
    """Make the HTML of a revision anew from its text, which stays as it was."""
    if revision is None:
        return
    one_writer()
    body = revision.content["body"]
    rendered = markdown.render(body, DatabaseLookup([body], revision.language))
    revision.html, revision.outline, revision.renderer = rendered.html, outline(rendered), markdown.VERSION
    revision.save(update_fields=["html", "outline", "renderer"])


def derive_again(texts: PracticeTextQuerySet) -> int:
    """What the texts cite, or the terms they use, has another name or was merged: render the live revisions again and
    derive from them once more. Older revisions stay as they are. Returns the number of texts."""
    found = list(texts.live().select_related("live_revision", "practice"))
    for text in found:
        render_again(text.live_revision)
        if text.live_revision:
            make_live(text, text.live_revision)
        index_practice(text.practice)
    return len(found)


def only_curators(by: User | None) -> None:
    """Those who publish; None is a command, whose caller has the server."""
    if by is not None and not can_publish(by):
        raise Refused("Only a curator can do this.")


@transaction.atomic
def review(practice: Practice, *, by: User | None, review_by: Any, note: str = "") -> None:
    """Looked at, no change needed: the date moves on."""
    only_curators(by)
    row = Practice.objects.select_for_update(no_key=True).get(pk=practice.pk)
    before = {"last_reviewed": str(row.last_reviewed), "review_by": str(row.review_by)}
    row.last_reviewed, row.review_by = timezone.localdate(), review_by
    row.save(update_fields=["last_reviewed", "review_by"])
    after = {"last_reviewed": str(row.last_reviewed), "review_by": str(row.review_by)}
    index_practice(row)
    record("review", "practice", row.code, by=by, before=before, after=after, note=note)


def next_number() -> int:
    """The number of the next new practice. Numbers are never used again, so this only goes up."""
    return (Practice.objects.aggregate(highest=Max("number"))["highest"] or 0) + 1


def new_practice(content: Content, status: Status = Status.PUBLISHED) -> Practice:
    """The row of the highest number is locked first, so that two new practices never want the same next one."""
    Practice.objects.select_for_update(no_key=True).order_by("-number").first()
    slug = str(content.get("slug", ""))
    taken = (
        Practice.objects.filter(slug=slug).exists() or FormerSlug.objects.filter(kind="practice", slug=slug).exists()
    )
    if not slug or taken:
        raise Refused("Give the new practice an address that no practice has or had.")
    theme = Theme.objects.filter(slug=content["primary_theme"]).first()
    if theme is None:
        raise Refused("The main theme is unknown.")
    if content["phase"] not in Phase.values:
        raise Refused("The stage is unknown.")
    return Practice.objects.create(
        number=next_number(), slug=slug, primary_theme=theme, phase=content["phase"], status=status
    )
