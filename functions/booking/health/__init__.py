"""The health of the platform: events that wait, dead letters, jobs, findings of the audit."""
