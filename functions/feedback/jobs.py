"""The scheduled jobs of feedback; each subject adds its own."""

from functions.kernel.subscribers import Subscriber

jobs = Subscriber("feedback_jobs")
