"""The topology on one screen: reports in; live view, alerts, region view, late and quarantine out."""

from __future__ import annotations

from pyflink.table import StatementSet, StreamTableEnvironment

from contract.settings import Settings
from stream_job.outlets import create_outlets, late_rows, unusable_rows
from stream_job.region_view import COLUMNS as REGION_COLUMNS
from stream_job.regions import create_county_windows
from stream_job.reports import create_reports
from stream_job.write_live import write_live
from stream_job.write_region import write_region


def build(tables: StreamTableEnvironment, settings: Settings, *, bounded: bool = False) -> StatementSet:
    """The whole job, ready to execute. `bounded` ends it at the topics' present ends, every window closed."""
    tables.create_temporary_function("write_live", write_live(settings))
    tables.create_temporary_function("write_region", write_region(settings))

    create_reports(tables, settings, bounded=bounded)
    create_county_windows(tables, settings, bounded=bounded)
    create_outlets(tables, settings)

    region_columns = ", ".join(f"`{name}`" for name in REGION_COLUMNS)
    statements = tables.create_statement_set()
    statements.add_insert_sql("INSERT INTO nowhere SELECT write_live(live) FROM reports WHERE live IS NOT NULL")
    statements.add_insert_sql(f"INSERT INTO nowhere SELECT write_region({region_columns}) FROM county_windows")
    statements.add_insert_sql(f"INSERT INTO late {late_rows()}")
    statements.add_insert_sql(f"INSERT INTO quarantine {unusable_rows(settings)}")
    return statements
