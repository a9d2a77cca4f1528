"""Who mediates a case: proposed, answered, impartial, appointed, replaced, evaluated; and the positions."""
