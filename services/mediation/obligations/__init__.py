"""Promises after the agreement: reports each quarter, proof, verification, breach and repair."""
