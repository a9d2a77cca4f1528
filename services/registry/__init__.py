"""The register: regions, vocabularies and forums. Owner of their truth."""
