"""The feature statistics, event by event and job by job."""
