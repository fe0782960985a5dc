"""Tariffs and bills: documents, periods, lines, and what is priced again when its inputs change."""
