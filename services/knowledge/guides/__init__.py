"""Guides: questions asked of somebody at work, and answers that name their reasons and sources."""
