"""`make bench`: prints the table and writes `tests/bench/RESULTS.md`. A report, it fails on nothing."""

import asyncio
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import httpx
import psutil
import psycopg

from tests.bench import generate, load
from tests.bench.load import Figures, measure, middle
from tests.bench.workloads import DEEP, FEWER, FORUMS, LIST, ONE, SLUG
from tests.support.node import Node, eventually, node_home

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
RESULTS = Path(__file__).with_name("RESULTS.md")


def owner_url(node: Node, simpul: str, service: str = "registry") -> str:
    """A service's database of one simpul as its owner, from the node's own keys."""
    from deploy.local import databases, keys
    from deploy.local.environment import ISSUERS

    (file,) = [path for path in node.home.rglob("*.json") if '"passwords"' in path.read_text()]
    held = keys.load(file, roles=databases.ROLES, issuers=ISSUERS, parts=databases.SERVICES)
    environment = node.process(f"services.{service}").environ()
    login = environment[f"SIMPUL_{service.upper()}_DATABASE_URL_{simpul.upper()}"]
    role = f"{service}_{simpul}_owner"
    return databases.url_as(login, role, held.passwords[role], f"{service}_{simpul}")


def _internal_token(node: Node) -> str:
    """A token as the gateway mints it, to ask the service without the gateway."""
    import json

    from joserfc.jwk import ECKey

    from services.kit.actor import ANONYMOUS
    from services.kit.tokens import InternalSigner

    environment = node.process("-m gateway").environ()
    key = ECKey.import_key(json.loads(environment["SIMPUL_GATEWAY_INTERNAL_KEY"]))
    return InternalSigner("gateway", key).mint(ANONYMOUS, "kabkota", "registry")


async def start_floor(url: str, port: int, **more: str) -> subprocess.Popen[bytes]:
    """The floor over one database, once it answers."""
    floor = subprocess.Popen(  # noqa: ASYNC220  starting takes no time worth waiting for
        [sys.executable, "-m", "tests.bench.floor"],
        env=os.environ | {"FLOOR_DATABASE_URL": url, "FLOOR_PORT": str(port)} | more,
    )
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:

        async def answers() -> bool:
            slug = more.get("FLOOR_SLUG", SLUG)
            try:
                return (await http.get(f"/one/{slug}")).status_code == 200
            except httpx.HTTPError:
                return False

        await eventually(answers, seconds=30)
    return floor


async def _deep_cursor(node: Node) -> str:
    """The cursor of the page that begins after row 90,000 of the list by name."""
    async with httpx.AsyncClient(base_url=node.url, timeout=60) as http:
        cursor, seen = "", 0
        while seen < DEEP:
            page = (
                await http.get(
                    "/v1/kabkota/forums", params={"page_size": 1000} | ({"cursor": cursor} if cursor else {})
                )
            ).json()
            cursor, seen = page["next_cursor"], seen + 1000
    return str(cursor)


class Bench:
    """One node, one floor, and the figures of interleaved rounds."""

    def __init__(self, node: Node, floor_port: int, cursor: str) -> None:
        self.node = node
        service = node.process("services.registry").environ()["SIMPUL_REGISTRY_PORT"]
        self.floor = f"http://127.0.0.1:{floor_port}"
        self.service = f"http://127.0.0.1:{service}"
        self.cursor = cursor

    async def run(self) -> dict[str, Figures]:
        """The median figures by name."""
        access = await self.node.token("forum-kartamantul")
        provincial = await self.node.token("forum-mitra-praja-utama")
        runs: dict[str, list[Figures]] = {}
        for number in range(ROUNDS):
            print(f"round {number + 1} of {ROUNDS}", flush=True)

            # An internal token lives 60 seconds: one per measurement.
            def direct(path: str, connections: int = load.CONNECTIONS) -> Figures:
                return measure(self.service + path, token=_internal_token(self.node), connections=connections)

            def through(path: str, connections: int = load.CONNECTIONS) -> Figures:
                return measure(self.node.url + path, token=access, connections=connections)

            plan: dict[str, Callable[[], Figures]] = {
                "list floor": lambda: measure(f"{self.floor}/list"),
                "list service": lambda: direct(LIST),
                "list gateway": lambda: through(LIST),
                "one floor": lambda: measure(f"{self.floor}/one/{SLUG}"),
                "one service": lambda: direct(ONE),
                "one gateway": lambda: through(ONE),
                "one service, alone": lambda: direct(ONE, 1),
                "one gateway, alone": lambda: through(ONE, 1),
                "list service, alone": lambda: direct(LIST, 1),
                "list gateway, alone": lambda: through(LIST, 1),
                "first page": lambda: through("/v1/kabkota/forums"),
                "page at row 90,000": lambda: through(f"/v1/kabkota/forums?cursor={self.cursor}"),
                "first page, 10,000 rows": lambda: measure(
                    self.node.url + "/v1/provinsi/forums", token=provincial
                ),
            }
            for name, ask in plan.items():
                runs.setdefault(name, []).append(ask())
        return {name: middle(figures) for name, figures in runs.items()}


def _report(figures: dict[str, Figures], memory: dict[str, float], server: str) -> str:
    def ratio(one: str, other: str) -> float:
        return figures[one].per_second / figures[other].per_second

    def added(what: str) -> float:
        gateway, service = figures[f"{what} gateway, alone"], figures[f"{what} service, alone"]
        return 1000 / gateway.per_second - 1000 / service.per_second

    def under_load(what: str) -> float:
        return 1000 / figures[f"{what} gateway"].per_second - 1000 / figures[f"{what} service"].per_second

    goals = [
        ("list, uncached, through the gateway / floor", ratio("list gateway", "list floor"), "at least 0.5"),
        ("one entry, through the gateway / floor", ratio("one gateway", "one floor"), "(none set)"),
        ("service direct / gateway, list (factor)", ratio("list service", "list gateway"), "1.5 later"),
        ("gateway, ms added to one entry, 16 callers", under_load("one"), "at most 0.4, then 0.2"),
        ("gateway, ms added to a list page, 16 callers", under_load("list"), "at most 0.4, then 0.2"),
        ("gateway, ms added to one entry, one caller", added("one"), "at most 0.4, then 0.2"),
        ("gateway, ms added to a list page, one caller", added("list"), "at most 0.4, then 0.2"),
        (
            "page at row 90,000 / first page (time, p50)",
            figures["page at row 90,000"].p50 / figures["first page"].p50,
            "at most 1.2",
        ),
        (
            "first page at 100,000 rows / at 10,000 (time, p50)",
            figures["first page"].p50 / figures["first page, 10,000 rows"].p50,
            "at most 1.2",
        ),
    ]
    lines = [
        "# Results",
        "",
        f"{date.today().isoformat()}; {os.cpu_count()} cores of {_processor()}, {platform.system()} "
        f"{platform.release()}; CPython {platform.python_version()}, PostgreSQL {server} embedded. wrk, "
        "database and all processes share the cores, so only ratios inside this run mean anything.",
        "",
        f"{FORUMS:,} invented forums with {generate.MEMBERS_EACH} members each in kabkota, {FEWER:,} in "
        f"provinsi; list page of 25 with one filter and sort by time (`{LIST}`), through the gateway with an "
        f"access token. Median of {ROUNDS} interleaved rounds of {load.SECONDS} s, {load.CONNECTIONS} "
        "connections (one where it says alone).",
        "",
        "| goal | measured | wanted |",
        "|---|---|---|",
        *(f"| {name} | {value:.2f} | {wanted} |" for name, value, wanted in goals),
        "",
        "| request | per second | p50 ms | p99 ms |",
        "|---|---|---|---|",
        *(f"| {n} | {f.per_second:,.0f} | {f.p50:.2f} | {f.p99:.2f} |" for n, f in figures.items()),
        "",
        "| process after the run | resident MiB |",
        "|---|---|",
        *(f"| {name} | {value:.0f} |" for name, value in memory.items()),
        "",
    ]
    return "\n".join(lines)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


async def main() -> None:
    """Set up, measure, write."""
    load.require_wrk()
    with node_home() as home:
        node = Node(home)
        print("starting a node ...", flush=True)
        await node.start()
        try:
            owner = owner_url(node, "kabkota")
            print(f"making {FORUMS:,} forums ...", flush=True)
            generate.fill(owner, "kabkota", FORUMS)
            generate.fill(owner_url(node, "provinsi"), "provinsi", FEWER)
            with psycopg.connect(owner) as connection:
                server = str(connection.info.server_version // 10_000)
            floor_port = node.port + 1
            login = node.process("services.registry").environ()["SIMPUL_REGISTRY_DATABASE_URL_KABKOTA"]
            floor = await start_floor(login, floor_port)
            try:
                figures = await Bench(node, floor_port, await _deep_cursor(node)).run()
                parts = {part: node.process(part) for part in ("services.registry", "-m gateway")}
                memory = {name: process.memory_info().rss / 2**20 for name, process in parts.items()}
                memory["floor"] = psutil.Process(floor.pid).memory_info().rss / 2**20
            finally:
                floor.terminate()
                floor.wait(10)
        finally:
            node.stop()
    report = _report(figures, memory, server)
    print(report)
    RESULTS.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
