"""What can go wrong with a case."""

from collections.abc import Sequence

from services.kit.language import Text
from services.kit.problems import Conflict, FieldError, Forbidden, NotFound


class CaseNotFound(NotFound):
    code = "case-not-found"
    title = Text("Perkara tidak ditemukan", "The case was not found")


class PartyNotFound(NotFound):
    code = "party-not-found"
    title = Text("Pihak tidak ditemukan", "The party was not found")


class IssueNotFound(NotFound):
    code = "issue-not-found"
    title = Text("Isu tidak ditemukan", "The issue was not found")


class PartyTwice(Conflict):
    code = "party-twice"
    title = Text("Pihak ini sudah ada dalam perkara", "This party is in the case already")


class ActRefused(Conflict):
    """An act that is not possible now; `allowed_acts` says what is."""

    code = "act-refused"
    title = Text("Tindakan ini tidak dapat dilakukan sekarang", "This act is not possible now")

    def __init__(self, state: str, reasons: Sequence[Text], allowed: Sequence[str]) -> None:
        super().__init__(
            Text(" ".join(one.id for one in reasons), " ".join(one.en for one in reasons)),
            members={"state": state, "allowed_acts": list(allowed)},
        )


class CaseTaken(Conflict):
    """Somebody else holds the case."""

    code = "case-taken"
    title = Text("Perkara sudah dipegang petugas lain", "Another officer holds the case")

    def __init__(self, assignee: str, since: str) -> None:
        super().__init__(
            Text(f"Dipegang {assignee} sejak {since}.", f"Held by {assignee} since {since}."),
            members={"assignee": assignee, "assigned_at": since},
        )


class NotTheirAct(Forbidden):
    """The act belongs to somebody else in the case; `allowed_acts` says what is the actor's."""

    code = "not-their-act"
    title = Text("Tindakan ini bukan bagian Anda dalam perkara", "This act is not yours in the case")

    def __init__(self, label: Text, who: Sequence[str], why: Text | None, allowed: Sequence[str]) -> None:
        names = ", ".join(who)
        told = Text(f'"{label.id}" dilakukan oleh: {names}.', f'"{label.en}" is done by: {names}.')
        if why is not None:
            told = Text(f"{told.id} {why.id}", f"{told.en} {why.en}")
        super().__init__(told, members={"allowed_acts": list(allowed)})


def unknown(pointer: str, what: Text) -> FieldError:
    """A field error for something that does not exist."""
    return FieldError(pointer, "unknown", what)
