"""The wallet: where every cent is.

Documents: wallets, holds, ledger_entries. Events out: grant-received.
Events in: beneficiary-activated and beneficiary-credited; booking-redeemed and booking-restored, of
which it reads only what concerns money, in models of its own.
"""
