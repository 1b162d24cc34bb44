"""The generated list of how long each job may be silent, for the health that the API shows."""

from deployables import deployables
from functions.booking.health.data import JOBS

LISTED = JOBS

_HEAD = """\
# The hours after which a job without a completed run is late, as in
# infra/terraform/functions.yaml. `python -m infra lists` generates this file.

[silent_hours]
"""


def text() -> str:
    """Return the content of the file."""
    jobs = {
        name: schedule.silent_hours
        for function in deployables().values()
        for name, schedule in function.jobs.items()
    }
    return _HEAD + "".join(f"{name} = {hours}\n" for name, hours in sorted(jobs.items()))
