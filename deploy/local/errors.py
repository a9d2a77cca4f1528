"""The one way in which the launcher gives up."""


class LauncherError(Exception):
    """The node cannot start or go on; the message is one sentence for the operator."""
