"""`python -m functions.reimbursement.sepa show FILE`: a payment file as a table."""

import argparse
from pathlib import Path

from functions.reimbursement.sepa.rules import PaymentFileInvalid, shown


def main() -> None:
    """Print the transfers of a payment file, with hidden IBANs."""
    parser = argparse.ArgumentParser(prog="python -m functions.reimbursement.sepa")
    parser.add_argument("command", choices=["show"])
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    try:
        found = list(shown(options.file.read_bytes()))
    except OSError as fault:
        raise SystemExit(f"Cannot read {options.file}: {fault.strerror}.") from None
    except PaymentFileInvalid as refusal:
        raise SystemExit(refusal.message()) from None
    rows = [("reference", "name", "IBAN", "EUR", "text")]
    rows += [(one.reference, one.name, one.iban, one.amount, one.text) for one in found]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(_cell(*cell) for cell in zip(row, widths, range(5), strict=True)).rstrip())
    print(f"{len(found)} transfers")


def _cell(text: str, width: int, column: int) -> str:
    return text.rjust(width) if column == 3 else text.ljust(width)


if __name__ == "__main__":
    main()
