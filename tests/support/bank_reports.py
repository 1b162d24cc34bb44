"""Answers of a bank to a payment file (pain.002)."""


def report(batch_id: str, status: str, *lines: tuple[str, str]) -> str:
    """Return a payment status report on a batch: its status, and that of each transfer."""
    of_lines = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{name}</OrgnlEndToEndId><TxSts>{one}</TxSts></TxInfAndSts>"
        for name, one in lines
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>'
        f"<GrpHdr><MsgId>B1</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>{batch_id}</OrgnlMsgId>"
        f"<GrpSts>{status}</GrpSts></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>"
        f"<OrgnlPmtInfId>{batch_id}</OrgnlPmtInfId>{of_lines}</OrgnlPmtInfAndSts></CstmrPmtStsRpt>"
        "</Document>"
    )
