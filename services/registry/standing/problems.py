"""What can go wrong with the standing of a forum."""

from collections.abc import Sequence

from services.kit.language import Text
from services.kit.problems import Conflict, FieldError


class StatusCannotFollow(Conflict):
    code = "status-cannot-follow"
    title = Text(
        "Status itu tidak dapat mengikuti status sekarang", "That status cannot follow the present one"
    )

    def __init__(self, present: str, wanted: str, following: Sequence[str]) -> None:
        allowed = ", ".join(following) or "-"
        detail = Text(
            f"Dari `{present}` tidak dapat menjadi `{wanted}`. Yang dapat mengikuti: {allowed}.",
            f"From `{present}` there is no way to `{wanted}`. What may follow: {allowed}.",
        )
        super().__init__(detail, errors=[FieldError("/status", self.code, detail)])
