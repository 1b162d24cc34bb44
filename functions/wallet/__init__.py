"""The wallet: grants, holds and the ledger.

Documents: wallets, holds, ledger_entries. docs/events.md lists the events in and out; the wallet
reads booking events into models of its own, with the fields that concern money.
"""
