"""What can go wrong with mirroring."""

from services.kit.language import Text
from services.kit.problems import FieldError, Gone, Unavailable
from services.kit.simpul import Simpul


class CursorGone(Gone):
    """A cursor that is none of this directory's last 30 days: malformed, forged, old, or of another epoch."""

    code = "cursor-gone"
    title = Text("Kursor tidak lagi dilayani", "The cursor is no longer served")

    def __init__(self, simpul: Simpul, parameter: str) -> None:
        snapshot = f"/v1/{simpul}/directory/snapshot"
        detail = Text(
            f"Ambil salinan penuh yang baru dari {snapshot}, lalu lanjutkan dari kursornya.",
            f"Take a new full copy from {snapshot}, then go on from its cursor.",
        )
        error = FieldError(f"/query/{parameter}", self.code, detail)
        super().__init__(detail, errors=[error], members={"snapshot": snapshot})


class SnapshotNotReady(Unavailable):
    """The file is still being made."""

    code = "snapshot-not-ready"
    title = Text("Salinan penuh masih disiapkan", "The snapshot is still being made")
