"""A page taken apart with html.parser, for asking what is in it."""

from dataclasses import dataclass
from html.parser import HTMLParser

Attributes = dict[str, str]


@dataclass
class Tag:
    name: str
    attributes: Attributes
    text: str = ""


def shown(text: str) -> str:
    return " ".join(text.split())


class Page(HTMLParser):
    """Every start tag in order, each with the text inside it: white space as readers see it, but for what is typed."""

    AS_TYPED = frozenset({"textarea", "pre"})
    VOID = frozenset({"meta", "link", "input", "br", "hr", "img", "path"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[Tag] = []
        self.text = ""
        self._open: list[Tag] = []
        self.feed(html)
        self.close()
        self.text = shown(self.text)
        for tag in self.tags:
            tag.text = tag.text if tag.name in self.AS_TYPED else shown(tag.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = Tag(tag, {name: value or "" for name, value in attrs})
        self.tags.append(found)
        if tag not in self.VOID:
            self._open.append(found)

    def handle_endtag(self, tag: str) -> None:
        for n in range(len(self._open) - 1, -1, -1):
            if self._open[n].name == tag:
                del self._open[n:]
                return

    def handle_data(self, data: str) -> None:
        self.text += data
        for tag in self._open:
            tag.text += data

    def all(self, name: str) -> list[Tag]:
        return [tag for tag in self.tags if tag.name == name]

    def texts(self, name: str) -> list[str]:
        return [tag.text for tag in self.all(name)]

    def values(self, attribute: str) -> list[str]:
        return [tag.attributes[attribute] for tag in self.tags if attribute in tag.attributes]

    @property
    def ids(self) -> list[str]:
        return self.values("id")

    @property
    def links(self) -> list[str]:
        return [tag.attributes["href"] for tag in self.all("a") if "href" in tag.attributes]
