"""MariaDB: registry, batch view, logins."""

from __future__ import annotations

import getpass
import shutil

from contract.settings import Settings
from infra.place import Place
from infra.setup.command import run
from infra.stack.folders import Folders
from infra.stack.part import NotAnswering, Part

# Run at every start, so that a changed password counts. Namespaces are schemas beside each other.
_ACCESS = """CREATE USER IF NOT EXISTS '{user}'@'%' IDENTIFIED BY '{password}';
ALTER USER '{user}'@'%' IDENTIFIED BY '{password}';
GRANT ALL ON `concord`.* TO '{user}'@'%';
GRANT ALL ON `concord\\_%`.* TO '{user}'@'%';
"""
_TEMPORARY = "mariadb-tmp"


def mariadb(settings: Settings, place: Place, folders: Folders) -> Part:
    """MariaDB on port base +3."""
    data, access = folders.of("mariadb"), folders.run / "mariadb-access.sql"

    def prepare() -> None:
        folders.of(_TEMPORARY).mkdir(exist_ok=True)
        access.touch(mode=0o600)
        access.write_text(_ACCESS.format(user=_quoted(settings.mysql_user), password=_quoted(settings.mysql_password)))
        if not (data / "installed").exists():
            shutil.rmtree(data, ignore_errors=True)
            _install(place, folders)

    return Part(
        name="mariadb",
        command=(str(place.mariadbd.resolve()), *_options(settings, place, folders), f"--init-file={access}"),
        ask=lambda: _ask(settings),
        ports=(settings.mysql_port,),
        prepare=prepare,
        stop_s=60,
    )


def _options(settings: Settings, place: Place, folders: Folders) -> tuple[str, ...]:
    return (
        "--no-defaults",
        f"--basedir={place.mariadbd.resolve().parent.parent}",
        f"--datadir={folders.of('mariadb')}",
        # In a folder that servers share, one that starts deletes what the others have there.
        f"--tmpdir={folders.of(_TEMPORARY)}",
        f"--user={getpass.getuser()}",
        f"--bind-address={settings.host}",
        f"--port={settings.mysql_port}",
        f"--socket={folders.run / 'mariadb.sock'}",
        "--skip-ssl",
        "--skip-name-resolve",
        "--local-infile=1",
        "--character-set-server=utf8mb4",
        "--default-time-zone=+00:00",
        "--innodb-buffer-pool-size=256M",
        # a night loads more than a small log holds, and pages of it would be written again and again
        "--innodb-log-file-size=512M",
        "--innodb-io-capacity=2000",  # by default, what a turning disk does
        "--max-allowed-packet=64M",
    )


def _install(place: Place, folders: Folders) -> None:
    """Create the system tables; the stamp is last, so an interrupted installation is begun again."""
    data = folders.of("mariadb")
    base = place.mariadb_install_db.resolve().parent.parent
    command = [str(place.mariadb_install_db.resolve()), "--no-defaults", f"--basedir={base}", f"--datadir={data}"]
    # The database's root is whoever owns the folder, over the socket: no password lies about.
    me = getpass.getuser()
    command += [f"--user={me}", f"--auth-root-socket-user={me}", "--skip-test-db", "--skip-name-resolve"]
    run("Installing the database", command)
    (data / "installed").touch()


def _ask(settings: Settings) -> str:
    import pymysql

    try:
        with (
            pymysql.connect(
                host=settings.host,
                port=settings.mysql_port,
                user=settings.mysql_user,
                password=settings.mysql_password,
                connect_timeout=2,
                read_timeout=2,
            ) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT VERSION()")
            row = cursor.fetchone()
    except pymysql.MySQLError as error:
        raise NotAnswering(str(error.args[-1])) from error
    return str(row[0]) if row else ""


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "''")
