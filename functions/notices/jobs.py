"""The scheduled jobs of notices."""

from functions.kernel.subscribers import Subscriber

jobs = Subscriber("notices_jobs")
