"""Supervision: a governor's office reviews forums of its province; warnings inform and are no act."""
