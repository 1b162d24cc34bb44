"""The subscriber of reimbursement, with handlers from the module of each subject."""

from functions.kernel.subscribers import Subscriber

events = Subscriber("reimbursement_events")
