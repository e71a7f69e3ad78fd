"""What can be wrong with events or areas given for a scan."""

from schemas.errors import HubError


class ScanError(HubError):
    """The events or areas cannot be scanned; the message names what, where and the mend."""
