"""The route that shows the health of the platform."""

from functions.booking.health.schemas import (
    DeadLettersView,
    DeadLetterView,
    FindingView,
    HealthView,
    JobView,
    OutboxView,
)
from functions.booking.health.service import read_health
from functions.booking.routes import routes
from functions.kernel.call import Call
from functions.kernel.route import Who


@routes.get("/v1/back-office/health", who=Who.ADMIN)
def read_platform_health(call: Call) -> HealthView:
    """Show what waits or failed: events, dead letters, jobs, findings of the audit.

    Dead letters are null where another service keeps them, such as Pub/Sub.
    """
    # A bus that waits for its subscribers also sets aside what they cannot take.
    is_kept = call.platform.bus.keeps_waiting
    health = read_health(call.platform.database, now=call.now)
    return HealthView(
        outbox=OutboxView(waiting=health.waiting, oldest_at=health.oldest_at),
        dead_letters=DeadLettersView(
            count=health.dead,
            items=[DeadLetterView.model_validate(letter) for letter in health.letters],
        )
        if is_kept
        else None,
        jobs=[JobView.model_validate(job) for job in health.jobs],
        findings=[FindingView.model_validate(finding) for finding in health.findings],
    )
