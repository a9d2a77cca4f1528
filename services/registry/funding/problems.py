"""What can go wrong with money."""

from services.kit.language import Text
from services.kit.problems import NotFound


class FundingNotFound(NotFound):
    code = "funding-not-found"
    title = Text("Sumber dana tidak ditemukan", "The source of money was not found")


class CommitmentNotFound(NotFound):
    code = "commitment-not-found"
    title = Text("Komitmen anggaran tidak ditemukan", "The commitment was not found")
