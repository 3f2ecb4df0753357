"""The paragraph that fits, its words marked, and nothing in it that a browser would run."""

import re
from dataclasses import dataclass, field
from html import unescape

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from practices.search import snippets
from practices.search.analysis import padded, terms
from practices.search.expansion import Alternative, Group
from practices.search.find import find
from practices.search.snippets import WIDTH, best_snippet, wanted_terms
from tests.markup import Page

Z = {"zebra": 1.0}


def marked(text: str, wanted: dict[str, float], language: str = "en") -> str:
    return snippets.marked(text, wanted, language)[0]


@dataclass
class Entry:
    summary: str
    texts: dict[int, str] = field(default_factory=dict)

    @property
    def paragraphs(self) -> str:
        return "\n".join(f"{number}\tpractice\tThe practice\t{text}" for number, text in self.texts.items())

    @property
    def terms_body(self) -> str:
        return "\n".join(padded(terms(text)) for text in self.texts.values())


def test_words_are_marked_as_they_are_written() -> None:
    assert marked("A Zebra’s place, zebras!", Z) == "A <mark>Zebra’s</mark> place, <mark>zebras</mark>!"


def test_everything_else_is_escaped() -> None:
    html = marked('<b>zebra</b> & "x" <script>alert(1)</script>', Z)
    assert html == ("&lt;b&gt;<mark>zebra</mark>&lt;/b&gt; &amp; &quot;x&quot; &lt;script&gt;alert(1)&lt;/script&gt;")


def test_what_is_marked_is_escaped_too() -> None:
    assert marked("O'zebra<", dict.fromkeys(terms("O'zebra"), 1.0)) == "<mark>O&#x27;zebra</mark>&lt;"


@given(st.text(alphabet=st.sampled_from("<>&\"' zebraé风险\n.-"), max_size=600))
@settings(deadline=None, database=None, max_examples=300)
def test_only_marks_are_markup_and_the_text_stays_what_it_was(text: str) -> None:
    html = marked(text, Z | {"zh0风险": 1.0, "a": 1.0})
    assert set(re.findall(r"<[^>]*>", html)) <= {"<mark>", "</mark>"}
    assert html.count("<mark>") == html.count("</mark>")
    shown = unescape(html.replace("<mark>", "").replace("</mark>", ""))
    assert shown.removeprefix("… ").removesuffix(" …") in text


def test_a_long_text_is_cut_around_its_words_between_words() -> None:
    text = "before " * 100 + "the zebra and another zebra " + "after " * 100
    html = marked(text, Z)
    assert html.count("<mark>zebra</mark>") == 2
    assert html.startswith("… ")
    assert html.endswith(" …")
    words = Page(html).text.strip("… ").split()
    assert set(words) <= {"before", "the", "zebra", "and", "another", "after"}
    assert len(Page(html).text) <= WIDTH + 6


def test_a_short_text_is_left_whole() -> None:
    assert marked("No such animal.", Z) == "No such animal."


def test_the_paragraph_with_most_of_the_words_is_taken() -> None:
    entry = Entry("Summary zebra.", {1: "A zebra.", 2: "A zebra and a quagga.", 3: "Nothing."})
    found = best_snippet(entry, Z | {"quagga": 1.0}, "en")
    assert (found.paragraph, found.section, found.section_name) == (2, "practice", "The practice")
    assert found.matched == ("zebra", "quagga")


def test_the_first_of_equal_paragraphs_is_taken() -> None:
    assert best_snippet(Entry("", {4: "A zebra.", 7: "The zebra."}), Z, "en").paragraph == 4


def test_without_a_paragraph_it_is_the_key_message() -> None:
    found = best_snippet(Entry("Mind the zebra.", {1: "Nothing."}), Z, "en")
    assert (found.html, found.paragraph, found.section_name) == ("Mind the <mark>zebra</mark>.", 0, "")


def test_pairs_of_chinese_are_marked_as_one() -> None:
    wanted = dict.fromkeys(terms("风险评估", "zh"), 1.0)
    assert marked("做风险评估吧", wanted, "zh") == "做<mark>风险评估</mark>吧"


def test_words_of_the_reader_weigh_more_than_what_was_added_and_idle_words_are_not_marked() -> None:
    group = Group("zebra", ["zebra"], [Alternative(("quagga",), 0.5), Alternative(("work", "of", "okapi"), 0.6)])
    wanted = wanted_terms([group], [["two", "words"]])
    assert wanted == {"zebra": 1.0, "quagga": 0.5, "okapi": pytest.approx(0.2), "two": 1.0, "words": 1.0}


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["aftercare", "imam", "sécurité dynamique", "warning signs", '"thin budgets"'])
def test_a_hit_names_its_section_and_leads_to_a_paragraph_that_is_there(reader: Client, query: str) -> None:
    hits = find(query).hits
    assert hits
    assert any(hit.snippet.paragraph for hit in hits)
    for hit in hits:
        path, _, anchor = hit.url.partition("#")
        page = Page(reader.get(path).content.decode())
        if not hit.snippet.paragraph:
            assert not anchor
            continue
        assert anchor == f"p{hit.snippet.paragraph}"
        (place,) = [tag for tag in page.tags if tag.attributes.get("id") == anchor]
        piece = " ".join(Page(hit.snippet.html).text.strip("… ").split())
        shown = " ".join(re.sub(r"\[\d+\]", " ", place.text).split())
        assert hit.snippet.section_name in page.texts("h2")
        assert piece.split()[0] in shown


@pytest.mark.django_db
def test_what_matched_is_marked() -> None:
    for hit in find("families").hits:
        assert "<mark>" in hit.snippet.html
        assert hit.snippet.matched
