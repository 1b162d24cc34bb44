"""Versions of what the embedded adapters keep on disk."""


class NewerVersion(Exception):
    """A file or folder was written by a newer release, which alone knows how to read it."""

    def __init__(self, name: str, *, version: int, newest: int) -> None:
        super().__init__(
            f"{name} has version {version}, and this release reads versions up to {newest}."
            " Run the release that wrote it, or restore a backup made before the upgrade."
        )
