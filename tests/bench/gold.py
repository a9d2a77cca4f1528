"""How well search finds: `python -m tests.bench.gold [--each]`.

Over the records of the sources, each put into the index as a document, the queries of `gold_queries.json`
are asked. Each names what ought to be found, graded by hand from 1 (worth a look) to 3 (this is it). Told
are nDCG@10 (gain 2^grade - 1) and recall among the first 25, by kind of query. Of a misspelt query what
is suggested is asked.
"""

import argparse
import asyncio
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import log2
from pathlib import Path
from statistics import mean
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from fastapi import FastAPI

from services.kit import telemetry
from services.kit.actor import ANONYMOUS
from services.kit.db import Databases
from services.kit.simpul import SIMPUL, Simpul
from services.knowledge.citations import find_articles, keys_for
from services.knowledge.search import service
from services.knowledge.search.documents import Facets, Kind, SearchDocument
from services.knowledge.settings import NAME
from tests.bench.knowledge import running
from tests.support.callers import Caller, http_for

ROOT = Path(__file__).resolve().parents[2]
QUERIES = Path(__file__).with_name("gold_queries.json")
AS_OF = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Judged:
    """One query, how well it was answered, and what came first."""

    kind: str
    query: str
    ndcg: float
    recall: float
    first: list[str]


def records(name: str) -> list[dict[str, Any]]:
    """Records of the sources, as the services carry them."""
    of = "registry" if name == "forums" else "knowledge"
    found: list[dict[str, Any]] = json.loads((ROOT / f"services/{of}/data/{name}.json").read_text("utf-8"))
    return found


def documents(simpul: Simpul) -> Iterator[SearchDocument]:
    """What is public of the records that belong to a simpul; what names no forum belongs to both."""
    simpul_of = {forum["slug"]: forum["simpul"] for forum in records("forums")}

    def is_here(record: Mapping[str, Any]) -> bool:
        forum = record.get("forum_slug")
        return record.get("simpul") in (None, simpul) and (forum is None or simpul_of[forum] == simpul)

    for record in filter(is_here, records("forums")):
        codes = [member["region_code"] for member in record["members"] if member["region_code"]]
        of_instruments = [
            key
            for instrument in record["legal_instruments"]
            for key in keys_for(instrument["type"], [n for n in instrument["numbers"] if n], None)
        ]
        yield _document(
            "forum",
            record,
            title=record["name"],
            names=[record["short_name"]],
            keywords=record["sectors"],
            text=[
                record["purpose"],
                *(member["region_name"] or member.get("name") for member in record["members"]),
                *(instrument["title"] for instrument in record["legal_instruments"]),
                *(number for instrument in record["legal_instruments"] for number in instrument["numbers"]),
                record["notes"],
            ],
            keys=of_instruments,
            regions=codes,
            urusan=_urusan(record["sectors"]),
            forum=record["slug"],
        )
    for record in filter(is_here, records("practices")):
        codes = [k for fact in record["facts"].values() if isinstance(fact, dict) for k in fact]
        yield _document(
            "practice",
            record,
            title=record["title"],
            names=[],
            keywords=[*record["sectors"], record["country"], record["forum_slug"]],
            text=[record["problem"], record["approach"], record["result"], *record["lessons"]],
            regions=codes,
            urusan=_urusan(record["sectors"]),
            forum=record["forum_slug"],
            dimension=record["dimension"],
        )
    for record in filter(is_here, records("regulations")):
        yield _document(
            "regulation",
            record,
            title=record["title"],
            names=[],
            keywords=[record["subject"], record["type"], *record["numbers"], record.get("forum_slug")],
            text=[
                *(f"{article['article']} {article['gist']}" for article in record["articles"]),
                record["note"],
            ],
            keys=_keys(record),
            forum=record.get("forum_slug"),
            type=record["type"],
            year=record["year"],
        )
    for record in filter(is_here, records("situations")):
        if record["public"]:
            yield _document(
                "situation",
                record,
                title=record["title"],
                names=[],
                keywords=[*record["issue_categories"], record["forum_slug"]],
                text=[
                    record["summary"],
                    *(record.get("actions_taken") or []),
                    record.get("outcome"),
                    *(party["region_name"] or party.get("name") for party in record["parties"]),
                ],
                regions=[party["region_code"] for party in record["parties"] if party["region_code"]],
                forum=record["forum_slug"],
                type=record["kind"],
            )


def _keys(record: Mapping[str, Any]) -> list[str]:
    """By what a regulation may be cited, and its articles."""
    keys = keys_for(record["type"], record["numbers"], record["year"])
    articles = [found.article for one in record["articles"] for found in find_articles(one["article"])]
    return keys + [f"{keys[0]}#{article.pasal.lower()}" for article in articles if article and keys]


def _urusan(sectors: list[str]) -> list[str]:
    """The urusan that these sectors belong to."""
    path = ROOT / "services/registry/data/sectors.json"
    of_sector = {term["code"]: term["urusan"] for term in json.loads(path.read_text("utf-8"))["terms"]}
    return sorted({urusan for sector in sectors for urusan in of_sector.get(sector, ())})


def _document(
    kind: Kind,
    record: Mapping[str, Any],
    *,
    title: str,
    names: list[str | None],
    keywords: list[str | None],
    text: list[str | None],
    keys: list[str] | None = None,
    **facets: Any,
) -> SearchDocument:
    slug = record.get("slug") or record["id"]
    return SearchDocument(
        kind=kind,
        id=uuid5(NAMESPACE_URL, f"{kind}/{slug}"),
        slug=slug,
        title=title,
        names=[name for name in names if name],
        keywords=" \n".join(filter(None, keywords)),
        text=" \n".join(filter(None, text)),
        keys=keys or [],
        updated_at=AS_OF,
        facets=Facets(**facets),
    )


def ndcg(found: list[str], grades: Mapping[str, int], *, at: int = 10) -> float:
    """Normalised discounted cumulative gain of the first `at`."""

    def gained(in_order: list[int]) -> float:
        return sum(float(2**grade - 1) / log2(place + 2) for place, grade in enumerate(in_order[:at]))

    best = gained(sorted(grades.values(), reverse=True))
    return gained([grades.get(item, 0) for item in found]) / best


async def index(app: FastAPI) -> dict[str, int]:
    """Put the records of both simpul into the index; how many."""
    databases: Databases = app.state.databases
    numbers: dict[str, int] = {}
    for simpul in SIMPUL:
        put = list(documents(simpul))
        async with databases[simpul].write.begin() as session:
            await service.put_all(session, put)
        numbers[simpul] = len(put)
    return numbers


async def judge(caller: Caller) -> list[Judged]:
    """Ask every query, and compare with what ought to be found."""
    judged = []
    for gold in json.loads(QUERIES.read_text(encoding="utf-8")):
        simpul, query, grades = gold["simpul"], gold["query"], gold["grades"]
        one = caller.as_(ANONYMOUS, simpul)

        async def ask(q: str, one: Caller = one, simpul: str = simpul) -> dict[str, Any]:
            answer = await one.get(f"/v1/{simpul}/search", params={"q": q})
            assert answer.status_code == 200, answer.text
            body: dict[str, Any] = answer.json()
            return body

        answer = await ask(query)
        if gold["kind"] == "typo" and answer["suggestion"]:
            answer = await ask(answer["suggestion"])
        found = [f"{item['kind']}/{item['slug']}" for item in answer["items"]]
        recall = len(grades.keys() & set(found)) / len(grades)
        judged.append(Judged(gold["kind"], query, ndcg(found, grades), recall, found[:5]))
    return judged


def table(judged: list[Judged]) -> str:
    """The figures by kind of query."""
    kinds: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        kinds[one.kind].append(one)
    lines = ["| kind of query | queries | nDCG@10 | recall@25 |", "|---|---|---|---|"]
    for kind, of_kind in [*sorted(kinds.items()), ("all", judged)]:
        figures = f"{mean(j.ndcg for j in of_kind):.3f} | {mean(j.recall for j in of_kind):.3f}"
        lines.append(f"| {kind} | {len(of_kind)} | {figures} |")
    return "\n".join(lines)


async def main(*, each: bool) -> None:
    """Index, ask, print."""
    telemetry.configure("bench", level="error")
    async with running() as (app, signer), http_for(app) as http:
        numbers = await index(app)
        judged = await judge(Caller(http, signer, NAME, ANONYMOUS, "kabkota"))
    if each:
        for one in sorted(judged, key=lambda one: one.ndcg):
            print(f"{one.ndcg:.2f} {one.recall:.2f} {one.kind:12} {one.query!r} {one.first}")
    told = ", ".join(f"{number} documents in {simpul}" for simpul, number in numbers.items())
    print(f"{len(judged)} queries judged by hand over the records of the sources ({told}).\n")
    print(table(judged))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tests.bench.gold")
    parser.add_argument("--each", action="store_true")
    asyncio.run(main(each=parser.parse_args().each))
