"""Citations of Indonesian law in text: where they stand and what they name. Pure: no table, no I/O.

What it takes is named in `grammar`; what it would take wrongly now and then it leaves: a date, a telephone
number, a share, an article without its law.
"""

from services.knowledge.citations.citation import Article, Citation
from services.knowledge.citations.finding import find, find_articles, parse
from services.knowledge.citations.keys import key_of, keys_for, keys_of

__all__ = ["Article", "Citation", "find", "find_articles", "key_of", "keys_for", "keys_of", "parse"]
