"""The gold queries over the records of the sources: search must not become worse unnoticed."""

import json
from statistics import mean

from fastapi import FastAPI

from services.knowledge.search.schemas import ResultsOut
from tests.bench import gold
from tests.support.callers import Caller


async def test_the_gold_queries_are_answered_well(knowledge: Caller, knowledge_app_running: FastAPI) -> None:
    await gold.index(knowledge_app_running)
    judged = await gold.judge(knowledge)
    assert len(judged) >= 80
    assert mean(one.ndcg for one in judged) > 0.93, gold.table(judged)
    assert mean(one.recall for one in judged) > 0.9, gold.table(judged)
    # Of what is asked, something is always found.
    assert [one.query for one in judged if not one.first] == []
    answer = await knowledge.get("/v1/kabkota/search?q=mediasi&page_size=1000")
    assert ResultsOut.model_validate(answer.json()).items
    # A press allegation is not an established fact: it is in no index.
    for q in ("pungutan liar jembatan timbang", "dugaan-pungli-jembatan-timbang-pematang-panggang"):
        found = (await knowledge.get("/v1/kabkota/search", params={"q": q})).json()["items"]
        assert "Pematang" not in json.dumps(found)


def test_gold_names_only_records_that_there_are() -> None:
    known = {
        f"{document.kind}/{document.slug}"
        for simpul in ("kabkota", "provinsi")
        for document in gold.documents(simpul)
    }
    for one in json.loads(gold.QUERIES.read_text(encoding="utf-8")):
        assert set(one["grades"]) <= known, one
        assert set(one["grades"].values()) <= {1, 2, 3}, one
