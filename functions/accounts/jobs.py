"""The scheduled jobs of accounts."""

from functions.kernel.subscribers import Subscriber

jobs = Subscriber("accounts_jobs")
