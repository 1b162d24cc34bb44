"""The kinds of things that administrators act on: the names of their collections."""

from typing import Literal, get_args

TargetKind = Literal[
    "administrators",
    "bank_accounts",
    "beneficiaries",
    "bookings",
    "gestures",
    "feedback_messages",
    "offerers",
    "offers",
    "professionals",
    "reimbursement_batches",
    "reimbursement_rules",
    "surveys",
    "venues",
]

TARGET_KINDS: tuple[TargetKind, ...] = get_args(TargetKind)
