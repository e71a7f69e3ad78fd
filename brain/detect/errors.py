"""What can be wrong with series given for detection."""

from schemas.errors import HubError


class DetectionError(HubError):
    """The series or the options cannot be judged; the message names what, where and the mend."""
