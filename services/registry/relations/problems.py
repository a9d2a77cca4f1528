"""What can go wrong with relations between instruments."""

from services.kit.language import Text
from services.kit.problems import Conflict, NotFound


class RelationNotFound(NotFound):
    code = "relation-not-found"
    title = Text("Hubungan tidak ditemukan", "The relation was not found")


class RelationTaken(Conflict):
    code = "relation-taken"
    title = Text("Hubungan ini sudah dicatat", "This relation is recorded already")
