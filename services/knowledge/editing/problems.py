"""What can go wrong with writing and publishing."""

from collections.abc import Sequence

from services.kit.language import Text
from services.kit.problems import Conflict, NotFound, Unavailable
from services.kit.problems import Invalid as _Invalid


class ItemNotFound(NotFound):
    code = "item-not-found"
    title = Text("Tulisan tidak ditemukan", "The item was not found")


class SlugTaken(Conflict):
    code = "slug-taken"
    title = Text("Slug sudah dipakai", "The slug is taken")


class ActRefused(Conflict):
    code = "act-out-of-state"
    title = Text(
        "Tindakan ini tidak dapat dilakukan pada status sekarang", "The state does not allow this act"
    )

    def __init__(self, act: str, state: str, possible: Sequence[str]) -> None:
        allowed = ", ".join(possible) or "-"
        super().__init__(
            Text(
                f"Status sekarang `{state}`; `{act}` tidak dapat dilakukan. Yang dapat: {allowed}.",
                f"The state is `{state}`; `{act}` is not possible. Possible: {allowed}.",
            ),
            members={"state": state, "possible_acts": list(possible)},
        )


class NotReviewed(Conflict):
    code = "not-reviewed"
    title = Text("Belum ditelaah", "Not reviewed")

    def __init__(self, revision: int) -> None:
        super().__init__(
            Text(
                f"Revisi {revision} belum disetujui oleh penelaah selain penulisnya.",
                f"Revision {revision} was not approved by a reviewer other than its author.",
            )
        )


class OwnReview(Conflict):
    code = "own-review"
    title = Text("Penulis tidak menelaah tulisannya sendiri", "An author does not review their own text")


class NotPublished(Conflict):
    code = "not-published"
    title = Text("Belum terbit", "Not published")


class CommentNotFound(NotFound):
    code = "comment-not-found"
    title = Text("Komentar tidak ditemukan", "The comment was not found")


class FileRefused(_Invalid):
    code = "file-refused"
    title = Text("Berkas ditolak oleh pemindai", "The scanner refused the file")


class ScannerAway(Unavailable):
    code = "scanner-away"
    title = Text("Pemindai berkas sedang tidak tersedia", "The scanner of files is not available now")


class TooManyAttachments(Conflict):
    code = "too-many-attachments"
    title = Text("Lampiran sudah sebanyak yang dibolehkan", "No more attachments are allowed")
