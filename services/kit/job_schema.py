"""The tables of jobs, installed by a migration as the owner: procrastinate's own, step by step.

A database gets each of the library's migrations once and in order, never its present schema as a whole:
so a database made today and one upgraded through the years are the same.
"""

from importlib import resources

from sqlalchemy.engine import Connection


def bring_jobs(connection: Connection, *, through: str, after: str = "") -> None:
    """Apply the library's migrations whose names come after `after`, up to `through` and with it."""
    folder = resources.files("procrastinate.sql").joinpath("migrations")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda f: f.name)
    wanted = [file for file in files if after < file.name.removesuffix(".sql") <= through]
    if not wanted or wanted[-1].name.removesuffix(".sql") != through:
        raise LookupError(f"procrastinate has no migration {through}")
    for file in wanted:
        # Sent as it is: it holds several statements, and percent signs. Said of this statement only: an
        # option of the connection would rule the migrations that follow too.
        connection.exec_driver_sql(
            file.read_text(encoding="utf-8"), execution_options={"no_parameters": True}
        )


def remove_jobs(connection: Connection) -> None:
    """Take away all that `bring_jobs` made, for a downgrade."""
    for kind, names in _MADE.items():
        for name in connection.exec_driver_sql(names).scalars().all():
            connection.exec_driver_sql(f"DROP {kind} {name} CASCADE")


_MADE = {
    "TABLE": "SELECT relname FROM pg_class WHERE relkind = 'r' AND starts_with(relname, 'procrastinate_')",
    "FUNCTION": "SELECT oid::regprocedure FROM pg_proc WHERE starts_with(proname, 'procrastinate_')",
    # Those of tables are gone with them; what is left are enumerations and rows of no table.
    "TYPE": (
        "SELECT typname FROM pg_type WHERE starts_with(typname, 'procrastinate_') AND typtype IN ('e', 'c')"
    ),
}
