"""A text in Markdown as HTML that is safe to show: rendered by a parser, then cleaned by an allow-list."""

from functools import lru_cache
from typing import Final

import nh3
from markdown_it import MarkdownIt

# No raw HTML: what looks like a tag is text. Beside CommonMark what reports use: tables, strike-through.
_PARSER: Final = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_TAGS: Final = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code"),
    *("em", "strong", "s", "ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
_SCHEMES: Final = {"http", "https", "mailto"}


# An item is rendered again at every act on it.
@lru_cache(maxsize=32)
def as_html(markdown: str) -> str:
    """Safe HTML; links go out without telling where from, pictures are left out."""
    return nh3.clean(
        _PARSER.render(markdown),
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}, "th": {"style"}, "td": {"style"}},
        filter_style_properties={"text-align"},
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


def as_text(html: str) -> str:
    """The words of such HTML, for search."""
    return nh3.clean(html.replace("<", " <"), tags=set())
