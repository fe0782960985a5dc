"""Tariff documents: what may stand in them, checked by one rule wherever they come in; needs pydantic and holidays."""
