"""The jobs of the wallet."""

from functions.kernel.subscribers import Subscriber

jobs = Subscriber("wallet_jobs")
