"""Caucus notes: for one party and the mediator, until that party consents to more."""
