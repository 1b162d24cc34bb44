"""The scheduled jobs of reimbursement, collected from the module of each subject."""

from functions.kernel.subscribers import Subscriber

jobs = Subscriber("reimbursement_jobs")
