"""Reading tariff documents for the pricing: what is wrong with one is a problem with a next step."""

from __future__ import annotations

from batch_job.problem import Problem
from contract.prices.document import Document, DocumentError
from contract.prices.document import read_document as read


def read_document(text: str, where: str) -> Document:
    """A document out of its JSON; `where` names it in what a person is told. Raises Problem."""
    try:
        return read(text, where)
    except DocumentError as error:
        raise Problem(f"{error}; mend it and load it again.") from None
