"""The second lock. The parser already shows raw HTML as text; here only what we make ourselves passes."""

import nh3

_TAGS = {
    "section",
    *("h2", "h3", "h4", "h5", "h6", "p", "div", "br", "hr", "blockquote", "pre"),
    *("ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td"),
    *("a", "strong", "em", "code", "span"),
}
_CLASSES = {"p": {"para"}, "div": {"para"}, "a": {"para__n", "term"}, "span": {"ref", "missing"}}
_SCHEMES = {"http", "https", "mailto"}

_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={
        "section": {"id", "aria-labelledby"},
        "h2": {"id"},
        "p": {"id"},
        "div": {"id"},
        "ol": {"start"},
        "a": {"href", "title", "aria-label", "rel"},
    },
    allowed_classes=_CLASSES,
    url_schemes=_SCHEMES,
    link_rel=None,
)

_INERT = nh3.Cleaner(tags={"p", "div", "h2", "h3", "ul", "ol", "li", "blockquote", "strong", "em", "code", "pre"})


_DETACHED = nh3.Cleaner(
    tags=_TAGS,
    attributes={"ol": {"start"}, "a": {"href", "title", "rel"}},
    allowed_classes=_CLASSES,
    url_schemes=_SCHEMES,
    link_rel=None,
    attribute_filter=lambda tag, name, value: None if name == "href" and value.startswith("#") else value,
)


def detached(html: str) -> str:
    """The same text for a preview inside another page: no ids that could stand there twice, no links within it."""
    return _DETACHED.clean(html)


def inert(html: str) -> str:
    """The same text with nothing to follow: for what a stranger sent and nobody has accepted yet."""
    return _INERT.clean(html)


def clean(html: str) -> str:
    return _CLEANER.clean(html)
