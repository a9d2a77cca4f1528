"""What migrations of several services do alike."""

from alembic import op
from sqlalchemy import text


def begin_feed() -> None:
    """Give a new feed its stored random value (see `services.kit.feed.epoch`)."""
    op.execute(
        text(
            "INSERT INTO feed_identity (one, secret) "
            "VALUES (true, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))"
        )
    )


def make_written_by_function(table: str) -> None:
    """Take every write on a table from everybody but its owner, whose functions alone write it."""
    _take_writes(table, "INSERT, UPDATE, DELETE, TRUNCATE", "INSERT OR UPDATE OR DELETE")


def make_append_only(table: str) -> None:
    """Take UPDATE and DELETE on a table from everybody but its owner.

    By privileges, and by a trigger: a dump restored into a database that grants its login role DML by
    default gives the privileges back, and keeps the trigger.

    The login role's name belongs to the deployment, so it is looked up rather than written down.
    """
    _take_writes(table, "UPDATE, DELETE", "UPDATE OR DELETE")


def _take_writes(table: str, privileges: str, events: str) -> None:
    op.execute(
        text(
            f"""
            DO $$
            DECLARE grantee name;
            BEGIN
                FOR grantee IN
                    SELECT DISTINCT pg_get_userbyid(acl.grantee)
                    FROM pg_class c, aclexplode(c.relacl) acl
                    WHERE c.oid = '{table}'::regclass AND acl.grantee NOT IN (0, c.relowner)
                LOOP
                    EXECUTE format('REVOKE {privileges} ON {table} FROM %I', grantee);
                END LOOP;
            END $$
            """  # noqa: S608  the table's name is a constant of the migration
        )
    )
    op.execute(
        text(
            """
            CREATE OR REPLACE FUNCTION only_append() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF NOT pg_has_role((SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
                    RAISE insufficient_privilege USING MESSAGE = TG_TABLE_NAME || ' is append-only';
                END IF;
                RETURN NULL;
            END $$
            """
        )
    )
    op.execute(
        text(
            f"CREATE TRIGGER only_append BEFORE {events} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION only_append()"
        )
    )
