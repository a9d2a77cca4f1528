"""Learning from one another: trainings, study visits, experts, exchange; who came, what it was worth."""
