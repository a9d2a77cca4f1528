"""Which operating system account PostgreSQL runs as: it refuses to run as root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.local.errors import LauncherError


@dataclass(frozen=True)
class Account:
    """An account a child process becomes."""

    name: str
    uid: int
    gid: int
    groups: tuple[int, ...]


def server_account() -> Account | None:
    """The account for the embedded server; None means: the one we run as.

    As root it is `postgres` where that account exists (it owns nothing else there), else `nobody`.
    Raises LauncherError when there is no account PostgreSQL would accept.
    """
    if os.geteuid() != 0:
        try:
            pwd.getpwuid(os.geteuid())  # initdb refuses an account that has no entry
        except KeyError:
            raise LauncherError(
                f"User id {os.geteuid()} has no entry in /etc/passwd, which PostgreSQL requires."
            ) from None
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid, tuple(os.getgrouplist(name, entry.pw_gid)))
    raise LauncherError("PostgreSQL does not run as root, and there is no account 'postgres' or 'nobody'.")


def can_enter(account: Account | None, folder: Path) -> bool:
    """Whether the account may reach files inside an existing folder, asked of the kernel itself.

    A program that is not there is started as that account: where the folder can be entered the
    answer is "no such file", else "permission denied". No rule of modes and ACLs is copied here.
    """
    if account is None:
        return os.access(folder, os.X_OK)
    try:
        subprocess.run(
            [str(folder / ".absent")],
            user=account.uid,
            group=account.gid,
            extra_groups=account.groups,
            check=False,
        )
    except FileNotFoundError:
        return True
    except PermissionError:
        return False
    return False
