"""Proposals and counter-proposals: for the disputants, the mediator and the office, never in a dossier."""
