"""Personal data (UU 27/2022): where it is, what somebody may ask of it, and that it is done in time."""
