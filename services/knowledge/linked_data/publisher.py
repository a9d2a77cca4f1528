"""Who publishes the node's data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes, under which license, and whom to ask: as the operator of the node says."""

    public_url: str
    name: str
    license: str | None
    email: str | None
