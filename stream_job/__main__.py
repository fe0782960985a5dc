"""`python -m stream_job`: keep the job running; `submit`, `explain` and `cancel` for people who want one step."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from redis.exceptions import RedisError

from contract.settings import SettingsError, load
from stream_job.cluster import Cluster, ClusterAwayError
from stream_job.identity import job_name
from stream_job.keeper import keep
from stream_job.progress import Progress

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The speed layer: a Flink job from reports to the live view.",
)


@app.callback(invoke_without_command=True)
def run(context: typer.Context) -> None:
    """Keeps the job on the cluster until stopped."""
    if context.invoked_subcommand is None:
        keep(load())


@app.command()
def submit(
    restore: Annotated[Path | None, typer.Option(help="a retained checkpoint to go on from")] = None,
    bounded: Annotated[bool, typer.Option(help="end at the topics' present ends")] = False,
    when_back: Annotated[bool, typer.Option(help="prepare while Flink is away; nothing if it has the job")] = False,
) -> None:
    """Submits the job once and prints its id."""
    from stream_job.environment import create_environment
    from stream_job.job import build

    settings = load()
    tables = create_environment(settings, restore, bounded=bounded)
    statements = build(tables, settings, bounded=bounded)
    if when_back:
        statements.explain()  # whoever has planned once plans again in a fifth of the time
        if not Cluster.of(settings).free_for(job_name(settings)):
            return
    client = statements.execute().get_job_client()
    typer.echo(client.get_job_id() if client else "")


@app.command()
def explain() -> None:
    """Prints the plan."""
    from stream_job.environment import create_environment
    from stream_job.job import build

    settings = load()
    typer.echo(build(create_environment(settings), settings).explain())


@app.command()
def rebuild() -> None:
    """Has the keeper write the live view again from the beginning of the topics; what is there stays meanwhile."""
    Progress.of(load()).forget()
    typer.echo("The running stream job, or the next to run, begins again; `python -m infra status` shows it.")


@app.command()
def cancel() -> None:
    """Ends the job; the next one goes on from its last checkpoint."""
    settings = load()
    cluster = Cluster.of(settings)
    job = cluster.running_job(job_name(settings))
    if job:
        cluster.cancel(job)


if __name__ == "__main__":
    try:
        app()
    except (SettingsError, ClusterAwayError) as error:
        sys.exit(str(error))
    except RedisError as error:
        sys.exit(f"Redis does not answer ({error}); is `make up` done?")
