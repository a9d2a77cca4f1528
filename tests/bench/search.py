"""Search in many documents, through the gateway: `python -m tests.bench.search [--documents 200000]`.

Invented documents, named as what they are: words of the analyser's lexicon, some far more frequent than
others, a phrase that most of them have and a word that few have. A node of its own is started; its index is
filled as its owner would, and asked in turns. `--question "rare word" --connections 1` asks that alone, so.
"""

import argparse
import asyncio
import os
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from urllib.parse import urlencode
from uuid import UUID

import psycopg

from services.knowledge.search import analyser, documents
from services.knowledge.search.analyser.words import ROOTS
from services.knowledge.search.documents import Facets, SearchDocument
from tests.bench import load
from tests.bench.load import Figures, measure, middle
from tests.support.node import Node, node_home

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
COMMON, RARE = "kerja sama daerah", "zirkonium"
# One document in so many has the common phrase in its title, in its text, the rare word.
IN_TITLE, IN_TEXT, HAS_RARE = 10, 1.4, 8_000
QUESTIONS = {
    "rare word": {"q": RARE},
    "common phrase": {"q": COMMON},
    "common word": {"q": "daerah"},
    "common phrase, second order": {"q": COMMON, "sort": "newest"},
    "common phrase and a rare word": {"q": f"{COMMON} {RARE}"},
    "common phrase in one region of 500": {"q": COMMON, "region": "34.71"},
    "two words of some thousand documents each": {"q": "wujud yakin"},
    "two frequent words": {"q": "sampah jalan"},
    "misspelt": {"q": "pengelolan smpah"},
}


def owner_url(node: Node, simpul: str) -> str:
    """Knowledge's database of one simpul as its owner, from the node's own keys."""
    from deploy.local import databases, keys
    from deploy.local.environment import ISSUERS

    (file,) = [path for path in node.home.rglob("*.json") if '"passwords"' in path.read_text()]
    held = keys.load(file, roles=databases.ROLES, issuers=ISSUERS, parts=databases.SERVICES)
    environment = node.process("services.knowledge").environ()
    login = environment[f"SIMPUL_KNOWLEDGE_DATABASE_URL_{simpul.upper()}"]
    role = f"knowledge_{simpul}_owner"
    return databases.url_as(login, role, held.passwords[role], f"knowledge_{simpul}")


def invented(count: int) -> Iterator[SearchDocument]:
    """So many documents, the same at every run."""
    dice = random.Random(4711)
    lexicon = sorted(ROOTS)
    dice.shuffle(lexicon)
    # Frequent words at the front, as in any language.
    for frequent in ("jalan", "sampah"):
        lexicon.remove(frequent)
        lexicon.insert(2, frequent)
    weights = list(accumulate(1 / (place + 3) for place in range(len(lexicon))))
    regions = [f"{province}.{number:02}" for province in range(11, 36) for number in range(1, 21)] + ["34.71"]
    for number in range(count):
        words = dice.choices(lexicon, cum_weights=weights, k=70)
        title = dice.choices(lexicon, cum_weights=weights, k=4)
        if dice.random() < 1 / IN_TEXT:
            words.insert(dice.randrange(60), COMMON)
        if number % IN_TITLE == 0:
            title.append(COMMON)
        if number % HAS_RARE == 0:
            words.append(RARE)
        yield SearchDocument(
            kind="practice",
            id=UUID(int=number + 1),
            slug=f"dokumen-buatan-{number}",
            title=f"Dokumen buatan {number}: {' '.join(title)}",
            text=" ".join(words),
            updated_at=BEGAN + timedelta(minutes=number),
            facets=Facets(regions=[dice.choice(regions)], dimension="keuangan", year=2000 + number % 25),
        )


_COLUMNS = (
    "id, kind, item_id, slug, title, names, keywords, text, terms, shape, words, regions, dimension, year,"
    " updated_at, indexed_at"
)
# What the service keeps by difference, told anew from the whole.
_COUNT = """
DELETE FROM search_terms; DELETE FROM search_words;
INSERT INTO search_terms SELECT word, ndoc FROM ts_stat('SELECT terms FROM search_documents');
INSERT INTO search_terms SELECT '*', count(*) FROM search_documents;
INSERT INTO search_words SELECT w, length(w), count(*) FROM search_documents, unnest(words) w GROUP BY w;
"""


def fill(url: str, count: int) -> None:
    """Put the documents into an index, and its counts beside them."""
    with psycopg.connect(url) as connection:
        index = "ix_search_documents_terms"
        found = connection.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = %s", (index,)
        ).fetchone()
        assert found is not None, index
        # Made anew at the end: a term at a time it would take minutes.
        connection.execute(f"DROP INDEX {index}")
        with connection.cursor().copy(f"COPY search_documents ({_COLUMNS}) FROM STDIN") as copy:
            for document in invented(count):
                copy.write_row(
                    (
                        document.id,
                        document.kind,
                        document.id,
                        document.slug,
                        document.title,
                        [],
                        "",
                        document.text,
                        documents.terms_of(document),
                        analyser.SHAPE,
                        documents.words_of(document),
                        documents.with_provinces(document.facets.regions),
                        document.facets.dimension,
                        document.facets.year,
                        document.updated_at,
                        document.updated_at,
                    )
                )
        connection.execute(found[0].encode())
        connection.execute(_COUNT)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def ask(node: Node, token: str, questions: Sequence[str], *, connections: int) -> dict[str, Figures]:
    """The median figures of interleaved rounds, by question."""
    runs: dict[str, list[Figures]] = {}
    for number in range(ROUNDS):
        print(f"round {number + 1} of {ROUNDS}, {connections} connections", flush=True)
        for name in questions:
            url = f"{node.url}/v1/kabkota/search?{urlencode(QUESTIONS[name])}"
            runs.setdefault(name, []).append(measure(url, token=token, connections=connections))
    return {name: middle(figures) for name, figures in runs.items()}


def report(figures: dict[int, dict[str, Figures]], count: int) -> str:
    """Markdown."""
    lines = [
        f"{count:,} invented documents of about 75 words; through the gateway with an access token, a page "
        f"of 25 with highlights. Median of {ROUNDS} interleaved rounds of {load.SECONDS} s.",
        "",
        "| goal | measured | wanted |",
        "|---|---|---|",
    ]
    for connections, by_name in figures.items():
        who = f"{connections} connection{'s' * (connections > 1)}"
        if not {"common phrase", "rare word"} <= by_name.keys():
            continue
        common, rare = by_name["common phrase"], by_name["rare word"]
        lines += [
            f"| common phrase / rare word (p99), {who} | {common.p99 / rare.p99:.2f} | at most 10 |",
            f"| common phrase (p99, ms), {who} | {common.p99:.1f} | under 250 |",
        ]
    for connections, by_name in figures.items():
        lines += [
            "",
            f"| search, {connections} connections | per second | p50 ms | p99 ms |",
            "|---|---|---|---|",
        ]
        lines += [f"| {n} | {f.per_second:,.0f} | {f.p50:.2f} | {f.p99:.2f} |" for n, f in by_name.items()]
    return "\n".join(lines)


async def main(*, count: int, questions: Sequence[str], connections: Sequence[int]) -> None:
    """Set up, measure, print."""
    load.require_wrk()
    with node_home() as home:
        node = Node(home)
        await node.start()
        try:
            fill(owner_url(node, "kabkota"), count)
            figures = {}
            for number in connections:
                token = await node.token("forum-kartamantul")
                figures[number] = ask(node, token, questions, connections=number)
        finally:
            node.stop()
    print()
    print(report(figures, count))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tests.bench.search")
    parser.add_argument("--documents", type=int, default=200_000)
    parser.add_argument("--question", action="append", choices=list(QUESTIONS))
    parser.add_argument("--connections", type=int, action="append")
    given = parser.parse_args()
    asyncio.run(
        main(
            count=given.documents,
            questions=given.question or list(QUESTIONS),
            connections=given.connections or (1, load.CONNECTIONS),
        )
    )
