"""Three-way merge: laws that hold for any texts, and the cases that people meet."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practices.rendering.diff import blocks, sentences
from practices.workflow.merging import (
    EMPTY,
    SETS,
    SINGLE,
    Clean,
    Conflict,
    Content,
    Merge,
    changes,
    merge,
    merge_sets,
    merge_text,
    named,
    only,
    read_link,
)

EXAMPLES = 1_000
LAWS = settings(max_examples=EXAMPLES, deadline=None, database=None)

PHRASES = (
    *("Staff need training. ", "Trust decides. ", "Why? ", "e.g. this ", "No end", "Rule 43 (a) applies! "),
    *(
        "A cited one. [@hague-2011, ¶6]",
        "See [[trust]]. ",
        "## How to apply it\n\n",
        "- one\n- two\n\n",
        "\n\n",
        "\n",
        "",
    ),
    *("监狱很重要。", "工作人员需要培训。", "为什么？", "الثقة أولا. ", "هل يكفي التدريب؟ ", "    indented. "),
)
text_of = st.lists(st.sampled_from(PHRASES), max_size=14).map("".join).map(lambda text: "\n\n".join(blocks(text)))
words = st.sampled_from(["Try it", "Begin small", "ابدأ", "开始", "Listen first"])
names = st.lists(st.sampled_from(["police", "courts", "prisons", "families"]), unique=True).map(sorted)
links = st.lists(
    st.fixed_dictionaries(
        {
            "to": st.sampled_from(["one", "two", "three"]),
            "kind": st.sampled_from(["see-also", "builds-on"]),
            "reason": st.sampled_from(["Law first.", "It: matters."]),
        }
    ),
    max_size=4,
    unique_by=lambda link: (link["to"], link["kind"]),
)
content_of: Any = st.fixed_dictionaries(
    dict.fromkeys(SINGLE, words) | dict.fromkeys(SETS, names) | {"related": links, "body": text_of}
)


def joined(parts: list[Clean | Conflict]) -> str:
    return "\n\n".join(part.text for part in parts if isinstance(part, Clean) and part.text.strip())


def is_clean(parts: list[Clean | Conflict]) -> bool:
    return all(isinstance(part, Clean) for part in parts)


def plain(content: Content) -> Content:
    """The content with what has no order put into one."""
    ordered = sorted(content["related"], key=lambda link: (link["to"], link["kind"]))
    return content | {name: sorted(content[name]) for name in SETS} | {"related": ordered}


# The laws, for the text


@LAWS
@given(text_of, text_of)
def test_a_change_of_one_side_only_is_taken_as_it_is(base: str, other: str) -> None:
    assert joined(merge_text(base, other, base)) == other
    assert joined(merge_text(base, base, other)) == other


@LAWS
@given(text_of, text_of)
def test_the_same_change_of_both_sides_is_taken_once(base: str, other: str) -> None:
    assert joined(merge_text(base, other, other)) == other


@LAWS
@given(text_of, text_of, text_of)
def test_it_does_not_matter_which_side_is_which_but_in_conflicts(base: str, live: str, proposed: str) -> None:
    there, back = merge_text(base, live, proposed), merge_text(base, proposed, live)
    assert [part.text for part in there if isinstance(part, Clean)] == [
        part.text for part in back if isinstance(part, Clean)
    ]
    assert [(c.base, c.live, c.proposed) for c in there if isinstance(c, Conflict)] == [
        (c.base, c.proposed, c.live) for c in back if isinstance(c, Conflict)
    ]


@LAWS
@given(text_of, text_of, text_of)
def test_what_was_merged_cleanly_stays_the_same_when_merged_again(base: str, live: str, proposed: str) -> None:
    parts = merge_text(base, live, proposed)
    if is_clean(parts):
        assert joined(merge_text(base, joined(parts), proposed)) == joined(parts)
        assert joined(merge_text(base, joined(parts), live)) == joined(parts)


@LAWS
@given(text_of, text_of, text_of)
def test_no_block_goes_without_being_reported(base: str, live: str, proposed: str) -> None:
    """A block of either side is in the result or in a conflict, or was in the base and taken out by the other side;
    of one that both changed in different sentences, the same holds of every sentence."""
    parts = merge_text(base, live, proposed)
    result = {block for part in parts if isinstance(part, Clean) for block in blocks(part.text)}
    shown = "\n\n".join([*result, *(f"{c.live}\n\n{c.proposed}" for c in parts if isinstance(c, Conflict))])
    for mine, other in ((live, proposed), (proposed, live)):
        for block in blocks(mine):
            taken_out = block in blocks(base) and block not in blocks(other)
            by_sentence = all(piece.strip() in shown or piece.strip() in base for piece in sentences(block))
            assert block in result or block in shown or taken_out or by_sentence, block


@LAWS
@given(text_of, text_of, text_of)
def test_no_new_sentence_goes_without_being_reported(base: str, live: str, proposed: str) -> None:
    parts = merge_text(base, live, proposed)
    shown = "\n\n".join(p.text if isinstance(p, Clean) else f"{p.live}\n\n{p.proposed}" for p in parts)
    for mine in (live, proposed):
        for piece in sentences(mine):
            assert piece.strip() in base or piece.strip() in shown, piece


@LAWS
@given(text_of)
def test_sentences_joined_give_back_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text


# The laws, for everything a practice says


@LAWS
@given(content_of, content_of)
def test_the_laws_hold_for_whole_contents(base: Content, other: Content) -> None:
    for live, proposed in ((other, base), (base, other), (other, other)):
        merged = merge(base, live, proposed)
        assert merged.is_clean
        assert plain(merged.content) == plain(other)


@LAWS
@given(content_of, content_of, content_of)
def test_accepting_a_clean_proposal_twice_is_accepting_it_once(base: Content, live: Content, proposed: Content) -> None:
    once = merge(base, live, proposed)
    if once.is_clean:
        again = merge(base, once.content, proposed)
        assert again.is_clean
        assert plain(again.content) == plain(once.content)


@LAWS
@given(content_of, content_of, content_of)
def test_whole_contents_merge_the_same_from_both_sides(base: Content, live: Content, proposed: Content) -> None:
    there, back = merge(base, live, proposed), merge(base, proposed, live)
    assert len(there.conflicts) == len(back.conflicts)
    if there.is_clean:
        assert plain(there.content) == plain(back.content)


@LAWS
@given(content_of, content_of)
def test_all_changes_make_the_proposal_and_none_the_base(base: Content, proposed: Content) -> None:
    ids = [change.id for change in changes(base, proposed)]
    assert len(ids) == len(set(ids))
    assert plain(only(base, proposed, set(ids))) == plain(proposed)
    assert plain(only(base, proposed, set())) == plain(base)


@LAWS
@given(content_of, content_of, st.randoms(use_true_random=False))
def test_what_is_taken_and_what_is_left_make_up_the_proposal(base: Content, proposed: Content, random: Any) -> None:
    """Some changes taken, then the others on top of them, is all of them; nothing of the rest was lost.

    But for paragraphs that stand twice: two people who each add one of them, or take one away, seem to want the same.
    """
    ids = [change.id for change in changes(base, proposed)]
    taken = {id_ for id_ in ids if random.random() < 0.5}
    first, rest = only(base, proposed, taken), only(base, proposed, set(ids) - taken)
    merged = merge(base, first, rest)
    before, after = blocks(base["body"]), blocks(proposed["body"])
    if merged.is_clean and len(before) == len(set(before)):
        if len(after) == len(set(after)):
            assert sorted(blocks(merged.content["body"])) == sorted(after)
        for name in (*SINGLE, *SETS):
            assert merged.content[name] == proposed[name]


@LAWS
@given(content_of, content_of, content_of, st.sampled_from(["live", "proposed", "own"]))
def test_a_conflict_is_gone_once_somebody_chose(base: Content, live: Content, proposed: Content, choice: str) -> None:
    found = merge(base, live, proposed).conflicts
    assert len({conflict.id for conflict in found}) == len(found)
    settled = {c.id: {"live": c.live, "proposed": c.proposed, "own": "see-also one: Mine."}[choice] for c in found}
    merged = merge(base, live, proposed, settled)
    assert merged.is_clean
    if choice == "proposed":
        for conflict in found:
            if conflict.field in SINGLE:
                assert merged.content[conflict.field] == conflict.proposed
            if conflict.field == "body":
                assert conflict.proposed in merged.content["body"]


@LAWS
@given(names, names, names)
def test_a_set_has_what_either_added_and_not_what_either_took_away(
    base: list[str], live: list[str], proposed: list[str]
) -> None:
    merged = set(merge_sets(base, live, proposed))
    for name in {*base, *live, *proposed}:
        if name in base:
            assert (name in merged) == (name in live and name in proposed)
        else:
            assert name in merged


# The cases that people meet


def content(**fields: Any) -> Content:
    return EMPTY | {"title": "Old", "themes": ["a"], "body": "One. Two.\n\nThree."} | fields


def test_two_people_in_different_paragraphs_both_get_their_way() -> None:
    merged = merge(content(), content(body="One. TWO.\n\nThree."), content(body="One. Two.\n\nTHREE."))
    assert (merged.content["body"], merged.conflicts) == ("One. TWO.\n\nTHREE.", [])


def test_two_people_in_different_sentences_of_a_paragraph_both_get_their_way() -> None:
    base = "One stays. Two goes. Three is long enough. Four ends."
    live = "One is new. Two goes. Three is long enough. Four ends."
    proposed = "One stays. Two goes. Three is long enough. Four is new."
    assert joined(merge_text(base, live, proposed)) == "One is new. Two goes. Three is long enough. Four is new."


def test_chinese_and_arabic_sentences_are_sentences() -> None:
    assert sentences("监狱很重要。工作人员需要培训。") == ["监狱很重要。", "工作人员需要培训。"]
    assert sentences("هل يكفي؟ نعم.") == ["هل يكفي؟ ", "نعم."]
    merged = merge_text("甲一。乙二。丙三。丁四。", "甲壹。乙二。丙三。丁四。", "甲一。乙二。丙三。丁肆。")
    assert joined(merged) == "甲壹。乙二。丙三。丁肆。"


def test_a_citation_belongs_to_its_sentence() -> None:
    assert sentences("So it is. [@a, ¶1] Next.") == ["So it is. [@a, ¶1] ", "Next."]


def test_the_same_sentence_changed_twice_is_a_conflict_with_all_three_readings() -> None:
    (conflict,) = merge(content(), content(body="One. Zwei.\n\nThree."), content(body="One. Deux.\n\nThree.")).conflicts
    assert (conflict.base, conflict.live, conflict.proposed) == ("One. Two.", "One. Zwei.", "One. Deux.")


def test_edits_that_touch_are_a_conflict_since_their_order_would_be_a_guess() -> None:
    found = merge_text("A.\n\nB.", "A.\n\nFrom live.\n\nB.", "A.\n\nFrom the proposal.\n\nB.")
    assert [part for part in found if isinstance(part, Conflict)]


def test_the_live_reading_stands_while_a_conflict_is_open() -> None:
    merged = merge(content(), content(title="Live"), content(title="Proposed"))
    assert (merged.content["title"], [c.id for c in merged.conflicts]) == ("Live", ["title"])


@pytest.mark.parametrize(("settled", "title"), [("Live", "Live"), ("Proposed", "Proposed"), ("Both", "Both")])
def test_a_conflict_in_a_single_value_takes_the_text_that_was_chosen(settled: str, title: str) -> None:
    merged = merge(content(), content(title="Live"), content(title="Proposed"), {"title": settled})
    assert (merged.content["title"], merged.is_clean) == (title, True)


LAW = {"to": "law", "kind": "see-also", "reason": "First."}


def test_two_links_of_different_kinds_to_one_practice_are_two_links() -> None:
    two = [LAW, LAW | {"kind": "builds-on"}]
    assert merge(content(), content(related=two), content(title="New")).content["related"] == two
    assert only(content(), content(related=two), {"related-see-also-law"})["related"] == [LAW]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("see-also law: Live.", [LAW | {"reason": "Live."}]),
        ("see-also law: Proposed.", [LAW | {"reason": "Proposed."}]),
        ("builds-on law: My own.", [{"to": "law", "kind": "builds-on", "reason": "My own."}]),
        ("", []),
    ],
)
def test_a_conflict_in_a_link_takes_the_line_that_was_chosen(choice: str, expected: list[Any]) -> None:
    sides = [content(related=[LAW | {"reason": reason}]) for reason in ("First.", "Live.", "Proposed.")]
    merge_of: Merge = merge(*sides)
    (conflict,) = merge_of.conflicts
    assert merge_of.content["related"] == sides[1]["related"]
    assert merge(*sides, {conflict.id: choice}).content["related"] == expected


def test_a_link_taken_away_here_and_changed_there_is_a_conflict() -> None:
    base, gone = content(related=[LAW]), content(related=[])
    (conflict,) = merge(base, gone, content(related=[LAW | {"reason": "New."}])).conflicts
    assert (conflict.live, conflict.proposed) == ("", "see-also law: New.")


def test_a_choice_made_for_one_conflict_never_lands_in_another() -> None:
    """Leaving out a change takes its conflict away; the others keep their names."""
    base = content(body="A one.\n\nB two.\n\nC three.\n\nD four.")
    live = content(body="A LIVE.\n\nB two.\n\nC LIVE.\n\nD four.")
    proposed = content(body="A PROPOSED.\n\nB two.\n\nC PROPOSED.\n\nD four.")
    first, second = merge(base, live, proposed).conflicts
    left = only(base, proposed, {change.id for change in changes(base, proposed) if "C" in change.new})
    (conflict,) = merge(base, live, left, {first.id: "Meant for A."}).conflicts
    assert conflict == second


def test_names_of_changes_follow_from_what_they_say() -> None:
    base = content(body="A one.\n\nB two.")
    (alone,) = changes(base, content(body="A one.\n\nB other."))
    both = changes(base, content(body="A really one.\n\nB other."))
    assert alone in both
    repeated = changes(content(body=""), content(body="Again.\n\nAgain."))
    assert len({change.id for change in repeated}) == 2


def test_indentation_survives_since_it_says_what_belongs_to_a_list() -> None:
    base = "1. First\n\n    More on the first.\n\n2. Second\n\nEnd."
    merged = merge_text(base, base.replace("End", "The end"), base.replace("Second", "The second"))
    assert joined(merged) == base.replace("End", "The end").replace("Second", "The second")


def test_a_body_is_left_alone_to_the_letter_when_none_of_its_changes_is_taken() -> None:
    base, proposed = content(body="One.\n\n\nTwo.\n"), content(body="One.\n\nTwo.", title="New")
    assert [change.id for change in changes(base, proposed)] == ["title"]
    assert only(base, proposed, {"title"})["body"] == base["body"]


def test_a_text_that_repeats_itself_without_end_costs_little_and_loses_nothing() -> None:
    base = "a\n\n" * 6_000
    started = time.process_time()
    parts = merge_text(base, f"x\n\n{base}", f"{base}y")
    assert time.process_time() - started < 2
    assert isinstance(parts[0], Conflict)
    assert (parts[0].live[0], parts[0].proposed[-1]) == ("x", "y")


@pytest.mark.parametrize("text", ["." * 20_000 + "a", "a. " * 6_600, ".[@" * 600 + "x" * 15_000, '."' * 9_999 + "a"])
def test_no_text_makes_the_cutting_into_sentences_slow(text: str) -> None:
    started = time.process_time()
    assert "".join(sentences(text)) == text
    assert time.process_time() - started < 1


@pytest.mark.parametrize("line", ["", "see-also", "see-also law", "see-also law:", ": reason", "see-also : x"])
def test_a_line_that_is_no_link_is_none(line: str) -> None:
    assert read_link(line) is None


def test_a_line_that_is_a_link_is_read() -> None:
    assert read_link(" see-also  law : It: matters. ") == {"to": "law", "kind": "see-also", "reason": "It: matters."}


def test_a_name_tells_texts_apart_wherever_they_are_cut() -> None:
    assert named("ab", "c") != named("a", "bc")
