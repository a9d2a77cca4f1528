"""The rows of the transition table, by where in the course of a case they stand."""
