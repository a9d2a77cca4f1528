"""The aggregate as JSON, by part of it."""

from services.registry.forums.documents.whole import document, rendering, shape

__all__ = ["document", "rendering", "shape"]
