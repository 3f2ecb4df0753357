"""The same text always gives the same terms, whoever wrote it and however it is spelled."""

import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practices.search.analysis import LONGEST, WORD, _Pieces, as_term, fold, padded, stored, term, terms, tokens, words

quickly = settings(deadline=None, database=None, max_examples=200)


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("programme", "program"),
        ("programmes", "programs"),
        ("behaviour", "behavior"),
        ("behavioural", "behavioral"),
        ("labour", "labor"),
        ("neighbourhood", "neighborhood"),
        ("radicalisation", "radicalization"),
        ("organisations", "organizations"),
        ("recognise", "recognize"),
        ("recognising", "recognizing"),
        ("analyse", "analyze"),
        ("analysed", "analyzed"),
        ("counselling", "counseling"),
        ("counsellor", "counselor"),
        ("travelling", "traveling"),
        ("centre", "center"),
        ("centres", "centers"),
        ("offence", "offense"),
        ("licence", "license"),
        ("judgement", "judgment"),
        ("gaol", "jail"),
        ("enrolment", "enrollment"),
        ("paedophile", "pedophile"),
        ("skilful", "skillful"),
    ],
)
def test_british_and_american_spelling_are_one(british: str, american: str) -> None:
    assert term(british) == term(american)


@pytest.mark.parametrize("word", ["promise", "advise", "exercise", "hour", "four", "your", "precise", "otherwise"])
def test_words_that_only_look_british_keep_their_letters(word: str) -> None:
    assert "iz" not in term(word)
    assert term(word).startswith(word[:4])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Prison", "prisons"),
        ("ÉVALUATION", "evaluation"),
        ("ｐｒｉｓｏｎ", "prison"),
        ("detainee's", "detainee"),
        ("detainee’s", "detainees"),
        ("U.N.", "UN"),
        ("NGOs", "NGO"),
        ("e\u0301tude", "étude"),
    ],
)
def test_case_accents_width_and_marks_do_not_matter(one: str, other: str) -> None:
    assert term(one) == term(other)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("fr", "libérations", "liberation"),
        ("es", "clasificación", "clasificaciones"),
        ("ru", "безопасность", "безопасности"),
        ("ar", "الإرهاب", "الارهاب"),
    ],
)
def test_each_language_has_its_stems(language: str, one: str, other: str) -> None:
    assert term(one, language) == term(other, language)


def test_languages_do_not_meet_by_accident() -> None:
    assert term("pain", "fr") != term("pain", "en")
    assert term("pain", "fr").startswith("fr0")


def test_threads_do_not_disturb_each_other() -> None:
    ends = ("ation", "ing", "ed", "ers")
    words = [start + end for start in ("radicalis", "rehabilitat", "reintegrat", "supervis") for end in ends] * 200
    afresh = term.__wrapped__
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(afresh, words))
    finally:
        sys.setswitchinterval(before)
    assert found == [term(word) for word in words]


def test_names_with_digits_and_short_words_have_no_stem() -> None:
    assert term("VERA2R") == "vera2r"
    assert term("was") == "was"


def test_chinese_is_cut_into_pairs() -> None:
    assert terms("风险评估", "zh") == ["zh0风险", "zh0险评", "zh0评估"]
    assert terms("人", "zh") == ["zh0人"]
    assert terms("the 风险 test") == ["the", "风险", "test"]


def test_a_token_knows_where_it_stands() -> None:
    text = "Prisons, and staff."
    assert [(text[t.start : t.end], t.term) for t in tokens(text)] == [
        ("Prisons", "prison"),
        ("and", "and"),
        ("staff", "staff"),
    ]


def test_terms_are_those_of_the_tokens() -> None:
    text = "Risk 风险 assessment: U.N. rules, NGOs' work—VERA-2R."
    assert terms(text) == [token.term for token in tokens(text)]


def test_terms_are_stored_as_padded_makes_them() -> None:
    text = "Risk 风险 assessment: ... U.N. rules, NGOs' work—VERA-2R."
    assert stored(text) == padded(terms(text))
    assert stored("… !") == ""


def test_the_list_of_words_has_each_word_once() -> None:
    assert words("Prisons, prison and PRISON 风险") == {"prisons", "prison", "and"}


@pytest.mark.parametrize("word", ["Prisons", "IDs", "NGOs", "ids", "U.N.", "detainee's", "Évaluation", "VERA-2R"])
def test_a_word_as_it_is_listed_has_the_term_of_the_word_as_it_is_written(word: str) -> None:
    assert {term(listed) for listed in words(word)} == set(terms(word))


def test_pieces_of_text_are_remembered_and_not_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = _Pieces(str.upper)
    monkeypatch.setattr(_Pieces, "MOST", 2)
    assert [pieces[piece] for piece in ("a", "b", "c", "a")] == ["A", "B", "C", "A"]
    assert len(pieces) <= 2


def test_a_term_is_not_taken_for_a_word() -> None:
    assert not WORD.fullmatch(as_term("prison"))


def test_stored_terms_stand_between_two_blanks() -> None:
    assert padded(["a", "a"]).count(" a ") == 2
    assert padded([]) == ""


@given(st.text())
@quickly
def test_any_text_gives_terms_without_quotes_or_endless_length(text: str) -> None:
    for language in ("en", "fr", "ar", "zh"):
        for found in terms(text, language):
            assert found
            assert not set("'\"\\\0") & set(found)
            assert len(found) <= 2 * LONGEST + 10


def test_no_letter_of_unicode_turns_into_a_quotation_mark() -> None:
    for n in range(sys.maxunicode + 1):
        letter = chr(n)
        if unicodedata.category(letter) != "Cs" and WORD.fullmatch(letter):
            assert not set("'\"\\\0") & set(term(letter)), hex(n)


@given(st.text())
@quickly
def test_folding_twice_is_folding_once(text: str) -> None:
    for match in WORD.finditer(text):
        once = fold(match[0])
        assert set("'\"") & set(once) == set()
