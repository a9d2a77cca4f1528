"""Sessions of a case: invitations, attendance, minutes, adjournment. Nobody and no place is booked twice."""
