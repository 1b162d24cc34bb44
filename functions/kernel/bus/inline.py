"""The embedded bus: every subscriber of this process handles a message before `publish` returns."""

from typing import TYPE_CHECKING

from functions.kernel.events import Message
from functions.kernel.subscribers import Unit, subscribers

if TYPE_CHECKING:
    from functions.kernel.platform import Platform


def open_adapter(platform: "Platform") -> "InlineBus":
    """Return the bus between the subscribers of this process."""
    return InlineBus(platform)


class InlineBus:
    """Delivers in the caller's thread; a fault of any subscriber reaches the publisher."""

    keeps_waiting = True

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def publish(self, message: Message) -> None:
        """Deliver the message to every subscriber of the topic.

        All of them are tried; the first fault is raised after the last, so that the relay keeps the
        event and the sweep delivers it again.
        """
        units, faults = self.units(message)
        for unit in units:
            try:
                self._platform.database.run(unit)
            except Exception as fault:
                faults.append(fault)
        if faults:
            raise faults[0]

    def units(self, message: Message) -> tuple[list[Unit], list[Exception]]:
        """Return the units of work that handle a message, for the caller to commit, and faults.

        Subscribers that do more than write have handled it, or failed, when this returns.
        """
        units: list[Unit] = []
        faults: list[Exception] = []
        for subscriber in subscribers:
            if message.topic in subscriber.subscriptions:
                try:
                    unit = subscriber.take(self._platform, message)
                except Exception as fault:
                    faults.append(fault)
                else:
                    units += [] if unit is None else [unit]
        return units, faults
