"""What mediation did not settle, passed on with a dossier to the authority it belongs to."""
