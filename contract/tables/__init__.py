"""The MySQL schema as SQLAlchemy tables: registry, access, batch view. Migrations, batch and API share it."""

from __future__ import annotations

from sqlalchemy import MetaData

metadata = MetaData()
"""All tables of a namespace's schema."""
