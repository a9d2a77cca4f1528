"""The directory at 100,000 entries, through the gateway: `python -m tests.bench.directory [WHAT...]`.

WHAT is `list`, `one`, `pages`, `changes`, `facets`, `snapshots` or `visible`; all of them by default.
Prints what `RESULTS.md` takes. Every load is bounded in time and callers; rounds are interleaved.
"""

import argparse
import asyncio
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

import httpx
import psutil

from tests.bench import directory_entries, load
from tests.bench.__main__ import owner_url, start_floor
from tests.bench.load import Figures, measure, middle
from tests.bench.workloads import FILTERS, SORT
from tests.support.node import Node, eventually, node_home

DIRECTORY = "/v1/kabkota/directory"
LIST = f"{DIRECTORY}?branch={FILTERS['branch']}&sort={SORT}"
SLUG = "entri-buatan-471"
READS = {
    "list": ("list floor", "list gateway"),
    "one": ("one floor", "one gateway"),
    "pages": ("first page", "page at 90 %", "first page, a tenth of the rows"),
    "changes": ("first changes", "last changes"),
    "facets": ("facets",),
}
WHAT = (*READS, "snapshots", "visible")
WRITES_PER_SECOND, WRITE_SECONDS, WRITTEN = 50, 20, 25


class Bench:
    """One node whose directory was filled."""

    def __init__(self, node: Node, floor: str, entries: int, rounds: int) -> None:
        self.node, self.floor, self.entries, self.rounds = node, floor, entries, rounds

    def row(self, *cells: object) -> None:
        """A row of the present table."""
        print(f"| {' | '.join(str(cell) for cell in cells)} |", flush=True)

    def table(self, *heads: str) -> None:
        """Begin a table."""
        print(f"\n| {' | '.join(heads)} |\n{'|---' * len(heads)}|")

    async def reads(self, wanted: Sequence[str]) -> None:
        """Pages, single entries and changes: the requests of these goals."""
        access = await self.node.token("kemendagri")
        deep = await self._cursor(DIRECTORY, int(self.entries * 0.9)) if "pages" in wanted else ""
        late = (await self._ask("digest"))["at"].partition(".")
        late_cursor = f"{late[0]}.{int(late[2]) - 1000}"

        def through(path: str) -> Figures:
            return measure(self.node.url + path, token=access)

        tenth = "first page, a tenth of the rows"
        plan: dict[str, Callable[[], Figures]] = {
            "list floor": lambda: measure(f"{self.floor}/list"),
            "list gateway": lambda: through(LIST),
            "one floor": lambda: measure(f"{self.floor}/one/{SLUG}"),
            "one gateway": lambda: through(f"{DIRECTORY}/{SLUG}"),
            "first page": lambda: through(DIRECTORY),
            "page at 90 %": lambda: through(f"{DIRECTORY}?cursor={deep}"),
            tenth: lambda: through("/v1/provinsi/directory"),
            "first changes": lambda: through(f"{DIRECTORY}/changes"),
            "last changes": lambda: through(f"{DIRECTORY}/changes?after={late_cursor}"),
            "facets": lambda: through(f"{DIRECTORY}/facets?branch=eksekutif"),
        }
        asked = {name for what in wanted for name in READS[what]}
        runs: dict[str, list[Figures]] = {}
        for _ in range(self.rounds):
            for name, ask in plan.items():
                if name in asked:
                    runs.setdefault(name, []).append(ask())
        found = {name: middle(figures) for name, figures in runs.items()}
        goals = (
            ("list, through the gateway / floor", _rate, "list gateway", "list floor", "at least 0.5"),
            ("one entry, through the gateway / floor", _rate, "one gateway", "one floor", ""),
            ("page at row 90,000 / first (p50)", _p50, "page at 90 %", "first page", "at most 1.2"),
            ("first page at 10 times the rows (p50)", _p50, "first page", tenth, "at most 1.2"),
            ("last page of changes / first (p50)", _p50, "last changes", "first changes", ""),
        )
        self.table("goal", "measured", "wanted")
        for name, ratio, one, other, goal in goals:
            if {one, other} <= found.keys():
                self.row(name, f"{ratio(found, one, other):.2f}", goal)
        self.table("request", "per second", "p50 ms", "p99 ms")
        for name, f in found.items():
            self.row(name, f"{f.per_second:,.0f}", f"{f.p50:.2f}", f"{f.p99:.2f}")

    async def snapshots(self) -> None:
        """The whole directory, made anew at each position and once more as it lies there; beside psql."""
        url = self.node.process("services.knowledge").environ()["SIMPUL_KNOWLEDGE_DATABASE_URL_KABKOTA"]
        copy = "COPY (SELECT document FROM directory_entries ORDER BY id) TO STDOUT"
        parts = {name: self.node.process(name) for name in ("services.knowledge", "-m gateway")}
        times: dict[str, list[float]] = {"psql COPY": [], "made and sent": [], "sent": []}
        grown = dict.fromkeys(parts, 0.0)
        size = 0
        for number in range(self.rounds):
            await self._change(f"Putaran {number}")
            began = time.monotonic()
            with open(os.devnull, "wb") as nowhere:  # noqa: ASYNC230, PTH123
                subprocess.run(["psql", url, "-qAtc", copy], stdout=nowhere, check=True)  # noqa: ASYNC221
            times["psql COPY"].append(time.monotonic() - began)
            before = {name: process.memory_info().rss for name, process in parts.items()}
            peak = dict(before)
            for what in ("made and sent", "sent"):
                watching = asyncio.create_task(_watch(parts, peak))
                began = time.monotonic()
                size = await self._download()
                times[what].append(time.monotonic() - began)
                watching.cancel()
            if number:  # the first one fills pools and imports
                grown = {name: max(grown[name], (peak[name] - before[name]) / 2**20) for name in parts}
        self.table("the whole directory", "seconds, median", "times psql COPY", "wanted")
        base = median(times["psql COPY"])
        for name, seconds in times.items():
            wanted = "at most 2" if name != "psql COPY" else ""
            self.row(name, f"{median(seconds):.2f}", f"{median(seconds) / base:.2f}", wanted)
        told = ", ".join(f"{name} {value:.0f} MiB" for name, value in grown.items())
        print(
            f"\n{size / 1e6:.0f} MB. Meanwhile resident memory grew, after the first round, at most: {told} "
            "(wanted: 32).",
            flush=True,
        )

    async def visible(self) -> None:
        """How long after its answer a write is among the changes of the directory."""
        seen: dict[tuple[str, int], float] = {}
        done: dict[tuple[str, int], float] = {}
        watching = asyncio.create_task(self._listen(seen))
        async with await self.node.client("api-sekretariat-kabkota") as http:
            forums = [await self._forum(http, number) for number in range(WRITTEN)]
            await asyncio.sleep(1)
            tasks = []
            began = time.monotonic()
            for number in range(WRITES_PER_SECOND * WRITE_SECONDS):
                await asyncio.sleep(max(0.0, began + number / WRITES_PER_SECOND - time.monotonic()))
                tasks.append(asyncio.create_task(_write(http, forums[number % WRITTEN], number, done)))
            await asyncio.gather(*tasks)
            took = time.monotonic() - began
        # Of several versions that arrive at once a mirror is told the last.
        last = {forum_id: max(v for i, v in done if i == forum_id) for forum_id, _ in done}
        await eventually(lambda: last.items() <= seen.keys(), seconds=120)
        watching.cancel()
        late = sorted(
            max(min(t for (i, v), t in seen.items() if i == forum_id and v >= version) - at, 0.0)
            for (forum_id, version), at in done.items()
        )
        self.table("visible after commit", "writes/s", "p50 ms", "p99 ms", "wanted")
        self.row(
            f"{len(done):,} writes",
            f"{len(done) / took:.0f}",
            f"{1000 * late[len(late) // 2]:.0f}",
            f"{1000 * late[int(len(late) * 0.99)]:.0f}",
            "p99 under 1,000 at 50 writes/s",
        )

    async def _listen(self, seen: dict[tuple[str, int], float]) -> None:
        cursor = (await self._ask("digest"))["at"]
        async with await self.node.client("kemendagri") as http:
            while True:
                asked = {"after": cursor, "wait": "20", "page_size": "1000"}
                page = (await http.get(f"{DIRECTORY}/changes", params=asked)).raise_for_status().json()
                for change in page["changes"]:
                    seen.setdefault((change["id"], change["version"]), time.monotonic())
                cursor = page["next_cursor"]

    async def _forum(self, http: httpx.AsyncClient, number: int) -> dict[str, Any]:
        body = {"slug": f"ditulis-{number}", "name": f"Forum ditulis {number} (DEMO)", "branch": "eksekutif"}
        made = (await http.post("/v1/kabkota/forums", json=body | {"scope": "regional"})).raise_for_status()
        forum: dict[str, Any] = made.json()
        at = f"/v1/kabkota/forums/{forum['id']}"
        return {"at": at, "tag": made.headers["etag"], "lock": asyncio.Lock()}

    async def _change(self, notes: str) -> None:
        """One change, waited for: another position of the directory."""
        at = "/v1/kabkota/forums/contoh"
        async with await self.node.client("api-sekretariat-kabkota") as http:
            tag = (await http.get(at)).headers["etag"]
            changed = await http.patch(at, json={"notes": notes}, headers={"If-Match": tag})
            changed.raise_for_status()

            async def is_there() -> bool:
                return bool((await http.get(f"{DIRECTORY}/contoh")).json().get("notes") == notes)

            await eventually(is_there, seconds=60)

    async def _download(self) -> int:
        size = 0
        async with await self.node.client("kemendagri") as http:
            http.timeout = httpx.Timeout(120)
            async with http.stream("GET", f"{DIRECTORY}/snapshot") as answer:
                answer.raise_for_status()
                async for chunk in answer.aiter_raw():
                    size += len(chunk)
        return size

    async def _ask(self, what: str) -> dict[str, Any]:
        async with await self.node.client("kemendagri") as http:
            answer = await http.get(f"{DIRECTORY}/{what}")
            told: dict[str, Any] = answer.raise_for_status().json()
            return told

    async def _cursor(self, path: str, row: int) -> str:
        cursor, seen = "", 0
        async with await self.node.client() as http:
            while seen < row:
                asked = {"page_size": "1000"} | ({"cursor": cursor} if cursor else {})
                cursor, seen = (await http.get(path, params=asked)).json()["next_cursor"], seen + 1000
        return cursor


async def _write(
    http: httpx.AsyncClient, forum: dict[str, Any], number: int, done: dict[tuple[str, int], float]
) -> None:
    # One writer at a time of a forum, as its version asks for.
    async with forum["lock"]:
        answer = await http.patch(
            forum["at"], json={"notes": f"Catatan {number}"}, headers={"If-Match": forum["tag"]}
        )
        at = time.monotonic()
        answer.raise_for_status()
        forum["tag"] = answer.headers["etag"]
        told = answer.json()
        done[told["id"], told["version"]] = at


async def _watch(parts: dict[str, psutil.Process], peak: dict[str, int]) -> None:
    while True:
        for name, process in parts.items():
            peak[name] = max(peak[name], process.memory_info().rss)
        await asyncio.sleep(0.05)


def _rate(found: dict[str, Figures], one: str, other: str) -> float:
    return found[one].per_second / found[other].per_second


def _p50(found: dict[str, Figures], one: str, other: str) -> float:
    return found[one].p50 / found[other].p50


async def _example(node: Node) -> dict[str, Any]:
    """An invented forum with six members, whole."""
    async with await node.client("api-sekretariat-kabkota") as http:
        body = {"slug": "contoh", "name": "Forum contoh (DEMO)", "branch": "eksekutif", "scope": "regional"}
        (await http.post("/v1/kabkota/forums", json=body)).raise_for_status()
        for number in range(1, 7):
            member = {"region_code": f"33.{number:02}"}
            (await http.post("/v1/kabkota/forums/contoh/members", json=member)).raise_for_status()
        whole: dict[str, Any] = (await http.get("/v1/kabkota/forums/contoh")).json()
    return whole


async def main(what: Sequence[str], entries: int, rounds: int) -> None:
    """Set up, measure, print."""
    load.require_wrk()
    print(
        f"{entries:,} invented entries of six members in kabkota, a tenth in provinsi; through the gateway "
        f"with the Ministry's token. Medians of {rounds} interleaved rounds of {load.SECONDS} s, "
        f"{load.CONNECTIONS} connections; pages of 25, changes of 100."
    )
    with node_home() as home:
        node = Node(home)
        await node.start()
        try:
            like = await _example(node)
            directory_entries.fill(owner_url(node, "kabkota", "knowledge"), like, entries)
            if "pages" in what:
                directory_entries.fill(
                    owner_url(node, "provinsi", "knowledge"), like | {"simpul": "provinsi"}, entries // 10
                )
            port = node.port + 1
            bench = Bench(node, f"http://127.0.0.1:{port}", entries, rounds)
            if reads := [name for name in what if name in READS]:
                login = node.process("services.knowledge").environ()["SIMPUL_KNOWLEDGE_DATABASE_URL_KABKOTA"]
                floor = await start_floor(
                    login, port, FLOOR_QUERIES="services.knowledge.directory.queries", FLOOR_SLUG=SLUG
                )
                try:
                    await bench.reads(reads)
                finally:
                    floor.terminate()
                    floor.wait(10)
            if "snapshots" in what:
                await bench.snapshots()
            if "visible" in what:
                await bench.visible()
        finally:
            node.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", nargs="*", choices=[*WHAT, []], metavar="WHAT", help=", ".join(WHAT))
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    asyncio.run(main(given.what or WHAT, given.entries, given.rounds))
