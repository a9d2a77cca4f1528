"""What the API gives for a forum's place in the simpul."""

from typing import Literal

from services.kit.words import Out


class ForumAdmissionOut(Out):
    """How a forum belongs to this simpul: by a decision, or because the sources describe it.

    `functions_shared` and `functions_delegated` are what the simpul may do for it (roles of the
    simpul, internal and external); mediation is `e_mediasi`. `since` is the day of the decision.
    """

    state: Literal["disetujui"] | None
    design: str | None
    functions_shared: list[str]
    functions_delegated: list[str]
    since: str | None
    basis: Literal["keputusan", "impor"]
