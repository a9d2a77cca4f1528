"""Codes of vocabularies and regions, as the registry's feed tells them: the registry owns them."""
