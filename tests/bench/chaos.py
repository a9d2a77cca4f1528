"""Whether a mirror ends equal, whatever is killed: `python -m tests.bench.chaos [--rounds 50] [--seed 1]`.

A real node is written to through its gateway while its processes, sessions of its database and the mirror
itself are killed by SIGKILL at random. Then it is left alone, and the mirror must prove itself equal by the
node's digest, and hold what the registry says of each forum. Prints a line per round; ends with 1 where a
round failed.
"""

import argparse
import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

from deploy.mirror.access import ClientCredentials
from services.knowledge.directory.documents import entry
from tests.support.node import ROOT, Node, eventually, node_home

FORUMS = "/v1/kabkota/forums"
WRITERS = 4
# Of which a session is ended now and then; whoever loses one makes PostgreSQL begin anew.
DATABASES = ("registry_kabkota", "knowledge_kabkota")
PARTS = (
    "services.registry",
    "services.knowledge",
    "services.registry.worker",
    "services.knowledge.worker",
    "-m gateway",
)
TARGETS = (*PARTS, "the mirror", "a database session", "the database server")
# Whoever loses the database loses everybody: seldom, so that the rest is killed in the midst of work too.
WEIGHTS = (*(4 for _ in PARTS), 4, 2, 1)
# The supervisor waits up to 10 s before it starts again what dies over and over.
SETTLE_SECONDS = 120.0


@dataclass
class Round:
    """What one round did and found."""

    number: int
    kills: Counter[str] = field(default_factory=Counter)
    confirmed: int = 0
    unanswered: int = 0
    entries: int = 0
    settled: float = 0.0
    faults: list[str] = field(default_factory=list)

    def line(self) -> str:
        verdict = "equal" if not self.faults else "; ".join(self.faults)
        killed = ", ".join(f"{name} {count}" for name, count in sorted(self.kills.items()))
        return (
            f"round {self.number}: {verdict}; {self.entries} entries, {self.confirmed} writes confirmed, "
            f"{self.unanswered} unanswered, settled after {self.settled:.1f} s; killed: {killed}"
        )


class Chaos:
    """One node and one mirror; the rounds follow each other on both."""

    def __init__(self, node: Node, folder: Path, seed: int) -> None:
        self._node, self._chosen, self._seed = node, random.Random(seed), seed
        self._copy = folder / "copy.sqlite"
        self._mirror: subprocess.Popen[bytes] | None = None
        self._slugs: list[str] = []
        # What was confirmed last of each forum, by one writer at a time.
        self._notes: dict[str, str] = {}
        self._dissolved: set[str] = set()
        self._secretariat = self._http("api-sekretariat-kabkota")
        self._public = httpx.AsyncClient(base_url=node.url, timeout=30)

    def _http(self, client_id: str) -> httpx.AsyncClient:
        held = self._node.credentials()[client_id]
        auth = ClientCredentials(self._node.url, client_id, held["client_secret"])
        return httpx.AsyncClient(base_url=self._node.url, auth=auth, timeout=20)

    async def round(self, number: int, *, seconds: float) -> Round:
        """Write and kill for so long, then let it settle and compare."""
        told = Round(number)
        if self._chosen.random() < 0.3:
            # A mirror that begins anew, in the midst of it.
            for left in self._copy.parent.glob("copy.sqlite*"):
                left.unlink()
        self._start_mirror()
        until = time.monotonic() + seconds
        writers = [self._write(told, f"{number}-{writer}", until) for writer in range(WRITERS)]
        await asyncio.gather(self._kill(told, until), *writers)
        self._stop_mirror()
        began = time.monotonic()
        try:
            await self._settle(number)
            told.settled = time.monotonic() - began
            await self._compare(told)
        except TimeoutError:
            told.faults.append(f"not settled after {SETTLE_SECONDS:.0f} s")
        return told

    async def _write(self, told: Round, name: str, until: float) -> None:
        own: list[str] = []
        while time.monotonic() < until:
            act = self._chosen.choice(["create", "change", "change", "member", "dissolve"])
            slug = self._chosen.choice(own) if own else None
            try:
                if slug is None or act == "create":
                    slug = f"kekacauan-{self._seed}-{name}-{len(own)}"
                    own.append(slug)
                    body = {"slug": slug, "name": f"Forum {slug} (DEMO)", "branch": "eksekutif"}
                    answer = await self._secretariat.post(FORUMS, json=body | {"scope": "regional"})
                elif act == "change":
                    notes = f"Catatan {time.time_ns()}"
                    tag = (await self._public.get(f"{FORUMS}/{slug}")).headers.get("etag", '"0"')
                    answer = await self._secretariat.patch(
                        f"{FORUMS}/{slug}", json={"notes": notes}, headers={"If-Match": tag}
                    )
                    if answer.status_code == 200:
                        self._notes[slug] = notes
                elif act == "member":
                    code = f"33.{self._chosen.randrange(1, 30):02}"
                    answer = await self._secretariat.post(
                        f"{FORUMS}/{slug}/members", json={"region_code": code}
                    )
                else:
                    gone = {"status": "bubar", "reason": "DEMO"}
                    answer = await self._secretariat.post(f"{FORUMS}/{slug}/status-changes", json=gone)
                    if answer.status_code == 201:
                        self._dissolved.add(slug)
            except (httpx.HTTPError, KeyError):
                # Perhaps done, perhaps not; a change whose fate is not known is nobody's last word.
                if slug is not None:
                    self._notes.pop(slug, None)
                told.unanswered += 1
                await asyncio.sleep(0.2)
                continue
            if answer.status_code in (200, 201):
                told.confirmed += 1
            elif answer.status_code >= 500:
                self._notes.pop(slug, None)
                told.unanswered += 1
                await asyncio.sleep(0.2)

    async def _kill(self, told: Round, until: float) -> None:
        while (left := until - time.monotonic()) > 0:
            await asyncio.sleep(min(self._chosen.uniform(0.4, 1.6), left))
            (target,) = self._chosen.choices(TARGETS, WEIGHTS)
            if target == "the mirror":
                self._stop_mirror()
                self._start_mirror()
            elif not self._kill_one(target):
                continue
            told.kills[target.rpartition(" ")[2].removeprefix("services.")] += 1

    def _kill_one(self, target: str) -> bool:
        with suppress(psutil.Error, ValueError):
            if target in PARTS:
                self._node.process(target).kill()
            elif target == "the database server":
                self._server().kill()
            else:
                self._chosen.choice(self._sessions()).kill()
            return True
        return False  # it is not there just now

    def _server(self) -> psutil.Process:
        (server,) = [p for line, p in self._node.processes().items() if "postgres" in line and "-D" in line]
        return server

    def _sessions(self) -> list[psutil.Process]:
        found = []
        for process in self._server().children():
            with suppress(psutil.Error):
                if any(name in " ".join(process.cmdline()) for name in DATABASES):
                    found.append(process)
        if not found:
            raise ValueError("no session just now")
        return found

    def _mirror_command(self) -> tuple[list[str], dict[str, str]]:
        held = self._node.credentials()["kemendagri"]
        command = [sys.executable, "-m", "deploy.mirror", "--node", self._node.url, "--simpul", "kabkota"]
        command += ["--client-id", "kemendagri", "--into", str(self._copy)]
        return command, os.environ | {"SIMPUL_MIRROR_SECRET": held["client_secret"]}

    def _start_mirror(self) -> None:
        command, environment = self._mirror_command()
        self._mirror = subprocess.Popen(
            [*command, "--follow"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _stop_mirror(self) -> None:
        if self._mirror is not None:
            self._mirror.send_signal(signal.SIGKILL)
            self._mirror.wait(10)
            self._mirror = None

    async def _settle(self, number: int) -> None:
        """A last change through the node, and then until it is in the directory: so is all before it."""
        slug = f"kekacauan-{self._seed}-{number}-akhir"
        body = {"slug": slug, "name": f"Forum {slug} (DEMO)", "branch": "eksekutif", "scope": "regional"}

        async def is_made() -> bool:
            with suppress(httpx.HTTPError, KeyError):
                return (await self._secretariat.post(FORUMS, json=body)).status_code in (201, 409)
            return False

        async def is_listed() -> bool:
            with suppress(httpx.HTTPError):
                return (await self._public.get(f"/v1/kabkota/directory/{slug}")).status_code == 200
            return False

        await eventually(is_made, seconds=SETTLE_SECONDS)
        await eventually(is_listed, seconds=SETTLE_SECONDS)

    async def _compare(self, told: Round) -> None:
        command, environment = self._mirror_command()
        proving = await asyncio.create_subprocess_exec(
            *command,
            cwd=ROOT,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await proving.communicate()
        if proving.returncode != 0:
            told.faults.append(f"the mirror ended with {proving.returncode}: {said.decode()[-300:]}")
            return
        forums = await self._forums()
        with sqlite3.connect(f"file:{self._copy}?mode=ro", uri=True) as copy:
            held = dict(copy.execute("SELECT id, json_extract(entry, '$.content_sha256') FROM entries"))
        told.entries = len(held)
        expected = {forum["id"]: entry(forum)["content_sha256"] for forum in forums}
        if held != expected:
            wrong = {i for i in held.keys() | expected.keys() if held.get(i) != expected.get(i)}
            told.faults.append(f"{len(wrong)} entries are not as the registry says")
        by_slug = {forum["slug"]: forum for forum in forums}
        lost = [slug for slug, notes in self._notes.items() if by_slug.get(slug, {}).get("notes") != notes]
        lost += [s for s in self._dissolved if by_slug.get(s, {}).get("status") != "bubar"]
        if lost:
            told.faults.append(f"confirmed writes are lost: {lost[:5]}")

    async def _forums(self) -> list[dict[str, Any]]:
        forums: list[dict[str, Any]] = []
        cursor: str | None = ""
        while cursor is not None:
            asked = {"page_size": "500"} | ({"cursor": cursor} if cursor else {})
            page = (await self._public.get(FORUMS, params=asked)).raise_for_status().json()
            forums += page["items"]
            cursor = page["next_cursor"]
        return forums

    async def close(self) -> None:
        """End the mirror and what asks the node."""
        self._stop_mirror()
        await self._secretariat.aclose()
        await self._public.aclose()


async def main(rounds: int, seed: int, seconds: float) -> int:
    """0 where every round ended equal."""
    told: list[Round] = []
    with node_home() as home:
        node = Node(home)
        await node.start()
        chaos = Chaos(node, home.parent, seed)
        try:
            for number in range(1, rounds + 1):
                told.append(await chaos.round(number, seconds=seconds))
                print(told[-1].line(), flush=True)
        finally:
            await chaos.close()
            node.kill_everything()
    equal = sum(not one.faults for one in told)
    kills: Counter[str] = sum((one.kills for one in told), Counter())
    print(
        f"seed {seed}: {equal} of {rounds} rounds ended equal; {told[-1].entries} entries, "
        f"{sum(one.confirmed for one in told)} writes confirmed, "
        f"{sum(one.unanswered for one in told)} unanswered; {kills.total()} kills: "
        + ", ".join(f"{name} {count}" for name, count in kills.most_common())
    )
    return 0 if equal == rounds else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=8.0, help="how long each round kills")
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.rounds, given.seed, given.seconds)))
