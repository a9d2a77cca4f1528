"""What records about regions that the secretariat keeps do alike: judged whole, versioned, with history."""
