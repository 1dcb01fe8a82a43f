"""Addresses that several representations give, from the root on; ids have only characters that an address can have."""


def of_document(source: str) -> str:
    """Where people read a document, with its cited passages marked."""
    return f"/sources/{source}"


def of_passage(source: str, citation: str) -> str:
    """Where people read a passage: in its document, which is marked there."""
    return f"{of_document(source)}#{citation}"


def of_proof(citation: str) -> str:
    """Where a passage is read again from the stored bytes."""
    return f"/v1/citations/{citation}"


def of_chart(series: str) -> str:
    """The page with the chart of a reserve timeline."""
    return f"/embed/reserve-timelines/{series}"


def of_coverage(source: str) -> str:
    """What was made of every sentence of a document."""
    return f"/v1/sources/{source}/coverage"
