"""Fixed use of a deployment without any traffic, read from the Terraform files of prod."""

import re
from dataclasses import dataclass

from deployables import TERRAFORM, deployables

_HOURS_A_MONTH = 730
_DAYS_A_MONTH = _HOURS_A_MONTH / 24
_GIB = {"Mi": 1 / 1024, "Gi": 1.0}


@dataclass(frozen=True, slots=True)
class Standing:
    """Jobs with their runs a month, and warm instances in seconds of vCPUs and of GiB.

    `event_months` is how long BigQuery keeps events.
    """

    jobs: int
    job_runs: float
    warm_vcpu_seconds: float
    warm_gib_seconds: float
    event_months: float


def read_standing() -> Standing:
    """Return the fixed use of prod: the schedules, and the minimum instances of each function."""
    listed = deployables()
    jobs = [job for function in listed.values() for job in function.jobs.values()]
    # The minimum in functions.yaml, unless prod overrides it.
    text = (TERRAFORM / "environments/prod/main.tf").read_text("utf-8")
    own = {n: int(least) for n, least in re.findall(r"(\w+) += \{ min_instances = (\d+),", text)}
    assert own.keys() <= listed.keys()
    (kept_days,) = re.findall(r"analytics = \{ kept_days = (\d+),", text)
    least = {name: own.get(name, function.min_instances) for name, function in listed.items()}
    seconds = _HOURS_A_MONTH * 3600
    return Standing(
        jobs=len(jobs),
        job_runs=sum(runs_a_month(job.schedule) for job in jobs),
        warm_vcpu_seconds=sum(least[n] * float(f.cpu) for n, f in listed.items()) * seconds,
        warm_gib_seconds=sum(least[n] * gib(f.memory) for n, f in listed.items()) * seconds,
        event_months=int(kept_days) / _DAYS_A_MONTH,
    )


def read_streamed() -> frozenset[str]:
    """Return the topics whose events are streamed into BigQuery."""
    text = (TERRAFORM / "modules/platform/main.tf").read_text("utf-8")
    (names,) = re.findall(r"streamed = toset\(\[(.*?)\]", text, re.DOTALL)
    return frozenset(re.findall(r'"([a-z-]+)"', names))


def runs_a_month(schedule: str) -> float:
    """Return how often a cron expression of minutes and hours matches in a month."""
    minutes, hours, *others = schedule.split()
    assert others == ["*"] * 3, schedule
    return _times(minutes, 60) * _times(hours, 24) * _DAYS_A_MONTH


def gib(memory: str) -> float:
    """Return a size such as 512Mi in GiB."""
    return float(memory[:-2]) * _GIB[memory[-2:]]


def _times(field: str, size: int) -> int:
    if field == "*":
        return size
    if field.startswith("*/"):
        return len(range(0, size, int(field.removeprefix("*/"))))
    return len(field.split(","))
