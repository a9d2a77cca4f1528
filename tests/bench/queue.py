"""The officer's queue at 100,000 cases: `python -m tests.bench.queue [--cases N] [--rounds N]`.

Pages beside those of a queue of 1,000 cases, 200 officers polling, claims of one case at once, and acts with
their row of the trail. Prints what `RESULTS.md` takes; every load is bounded in time and callers.
"""

import argparse
import asyncio
import time
from collections import Counter
from collections.abc import Callable
from statistics import median, quantiles

import httpx

from tests.bench import load, queue_cases
from tests.bench.__main__ import owner_url
from tests.bench.load import Figures, measure, middle
from tests.support.node import Node, node_home

SMALL = 1_000
POLLING = 200
RACES, RACERS = 40, 16
ACTS = 200
BIG, LITTLE = "/v1/kabkota/queue", "/v1/provinsi/queue"
PAGES = {
    "first page": "",
    "by what is due": "?sort=due_at",
    "by waiting": "?sort=awaited_since",
    "one officer's": "?assignee=client:api-petugas-7",
    "nobody's": "?assignee=tanpa",
    "by words": "?q=hal+313",
}
Case = dict[str, str]


async def pages(node: Node, rounds: int) -> None:
    """Each page of the large queue beside that of the small one."""
    tokens = {BIG: await node.token("api-petugas-kabkota"), LITTLE: await node.token("api-petugas-provinsi")}
    deep = await _deep(node, tokens[BIG])
    plan: dict[str, Callable[[], Figures]] = {}
    for name, query in PAGES.items():
        for at, size in ((LITTLE, "1,000"), (BIG, "100,000")):
            plan[f"{name}, {size}"] = _asking(f"{node.url}{at}{query}", tokens[at])
    plan["page at case 20,000"] = _asking(f"{node.url}{BIG}?cursor={deep}", tokens[BIG])
    plan["facets"] = _asking(f"{node.url}{BIG}/facets", tokens[BIG])
    runs: dict[str, list[Figures]] = {}
    for _ in range(rounds):
        for name, ask in plan.items():
            runs.setdefault(name, []).append(ask())
    runs[f"first page, {POLLING} officers polling"] = [
        measure(node.url + BIG, token=tokens[BIG], connections=POLLING) for _ in range(rounds)
    ]
    found = {name: middle(figures) for name, figures in runs.items()}
    first = found["first page, 100,000"].p50
    print("\n| goal | measured | wanted |\n|---|---|---|")
    little, late = found["first page, 1,000"].p50, found["page at case 20,000"].p50
    print(f"| first page, 100,000 / 1,000 cases (p50) | {first / little:.2f} | at most 1.2 |")
    print(f"| page at case 20,000 / first (p50) | {late / first:.2f} | at most 1.2 |")
    print("\n| request | per second | p50 ms | p99 ms |\n|---|---|---|---|")
    for name, f in found.items():
        print(f"| {name} | {f.per_second:,.0f} | {f.p50:.2f} | {f.p99:.2f} |", flush=True)


def _asking(url: str, token: str) -> Callable[[], Figures]:
    return lambda: measure(url, token=token)


async def _deep(node: Node, token: str) -> str:
    """The cursor after 20,000 cases."""
    cursor = ""
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=node.url, headers=headers, timeout=30) as http:
        for _ in range(20):
            page = (await http.get(f"{BIG}?page_size=1000{cursor}")).raise_for_status().json()
            cursor = f"&cursor={page['next_cursor']}"
    return cursor.removeprefix("&cursor=")


async def races(node: Node) -> None:
    """Sixteen claims of one case at once, forty times: one wins, and the others are told who."""
    async with (
        await node.client("api-petugas-kabkota") as one,
        await node.client("api-petugas-kabkota-2") as two,
    ):
        cases = (await one.get(f"{BIG}?assignee=tanpa&page_size={RACES}")).json()["items"]
        answers: Counter[int] = Counter()
        winners: Counter[int] = Counter()
        took: list[float] = []
        for case in cases:
            at = f"/v1/kabkota/cases/{case['id']}/claim"

            async def claim(http: httpx.AsyncClient, at: str = at) -> int:
                began = time.monotonic()
                status = (await http.post(at, json={})).status_code
                took.append((time.monotonic() - began) * 1000)
                return status

            statuses = await asyncio.gather(*(claim((one, two)[n % 2]) for n in range(RACERS)))
            answers.update(statuses)
            winners[statuses.count(201)] += 1
        told = ", ".join(f"{count} of {status}" for status, count in sorted(answers.items()))
        print(
            f"\n{len(cases)} cases claimed by {RACERS} requests of two officers at once: {told}; winners per "
            f"case {dict(winners)}; p50 {median(took):.0f} ms, p99 {quantiles(took, n=100)[-1]:.0f} ms."
        )


async def appends(node: Node) -> None:
    """Acts on one case, one after the other, and on sixteen at once: each with its row of the trail."""
    async with await node.client("api-koordinator-kabkota") as http:
        page = (await http.get(f"{BIG}?page_size=16&state=mediasi")).json()["items"]
        body = {"assignee": "client:api-petugas-kabkota"}

        async def act(case: Case) -> None:
            (await http.post(f"/v1/kabkota/cases/{case['id']}/assignment", json=body)).raise_for_status()

        began = time.monotonic()
        for _ in range(ACTS):
            await act(page[0])
        alone = ACTS / (time.monotonic() - began)
        began = time.monotonic()
        for _ in range(ACTS // len(page)):
            await asyncio.gather(*(act(case) for case in page))
        together = ACTS // len(page) * len(page) / (time.monotonic() - began)
    print(
        f"\nActs with their row of the trail: {alone:.0f} a second on one case one after the other, "
        f"{together:.0f} a second on sixteen at once.",
        flush=True,
    )


async def main(cases: int, rounds: int) -> None:
    """Set up, measure, print."""
    load.require_wrk()
    print(
        f"{cases:,} invented cases in kabkota, four of ten open, {SMALL:,} in provinsi; through the gateway "
        f"with an officer's token. Medians of {rounds} interleaved rounds of {load.SECONDS} s, "
        f"{load.CONNECTIONS} connections; pages of 25."
    )
    with node_home() as home:
        node = Node(home)
        await node.start()
        try:
            queue_cases.fill(owner_url(node, "kabkota", "mediation"), cases)
            queue_cases.fill(owner_url(node, "provinsi", "mediation"), SMALL)
            await pages(node, rounds)
            await races(node)
            await appends(node)
        finally:
            node.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    asyncio.run(main(given.cases, given.rounds))
