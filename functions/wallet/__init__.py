"""The wallet: grants, holds and the ledger.

Documents: wallets, holds, ledger_entries. Events out: grant-received.
Events in: beneficiary-activated, beneficiary-credited; booking-redeemed and booking-restored, which
it reads into models of its own, with the fields that concern money.
"""
