"""The scheduled jobs of statistics, collected from the module of each subject."""

from functions.kernel.subscribers import Subscriber

jobs = Subscriber("statistics_jobs")
