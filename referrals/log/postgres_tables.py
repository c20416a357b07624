"""The tables of the log in PostgreSQL, the function that writes them, and what makes them final."""

TABLES = """
CREATE SCHEMA IF NOT EXISTS {schema};

CREATE TABLE IF NOT EXISTS {schema}.events (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    originator_id uuid NOT NULL,
    originator_version bigint NOT NULL,
    topic text NOT NULL,
    state bytea NOT NULL,
    UNIQUE (originator_id, originator_version)
);
CREATE TABLE IF NOT EXISTS {schema}.leaves (
    sequence bigint PRIMARY KEY,
    originator_id uuid NOT NULL,
    originator_version bigint NOT NULL,
    hash bytea NOT NULL,
    UNIQUE (originator_id, originator_version)
);
-- Positions are null when the command recorded no event.
CREATE TABLE IF NOT EXISTS {schema}.commands (
    command_id uuid PRIMARY KEY,
    first_position bigint,
    last_position bigint
);
CREATE TABLE IF NOT EXISTS {schema}.sealed (
    id bytea PRIMARY KEY,
    person uuid NOT NULL,
    key_group text NOT NULL,
    blob bytea NOT NULL
);
CREATE INDEX IF NOT EXISTS sealed_of_person ON {schema}.sealed (person, key_group);

CREATE OR REPLACE FUNCTION {schema}.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'the log is final: no % of %', TG_OP, TG_TABLE_NAME;
END
$body$;
CREATE OR REPLACE TRIGGER final BEFORE UPDATE OR DELETE OR TRUNCATE ON {schema}.events
    FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse_change();
CREATE OR REPLACE TRIGGER final BEFORE UPDATE OR DELETE OR TRUNCATE ON {schema}.leaves
    FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse_change();
CREATE OR REPLACE TRIGGER final BEFORE UPDATE OR DELETE OR TRUNCATE ON {schema}.commands
    FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse_change();
-- An erasure deletes sealed values; it never changes one.
CREATE OR REPLACE TRIGGER final BEFORE UPDATE OR TRUNCATE ON {schema}.sealed
    FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse_change();
"""

SECOND_TIME = "LT001"
MOVED = "LT002"

# One round trip, and the lock is held no longer than the transaction needs. The advisory lock makes the order
# of commits the order of positions; unlike LOCK TABLE it needs no right beyond INSERT and SELECT and lets vacuum
# work.
# The leaf is the one of referrals/ledger.py; a test holds both against each other.
RECORD = """
CREATE OR REPLACE FUNCTION {schema}.record(
    command uuid,
    ids uuid[], versions bigint[], topics text[], states bytea[],
    unchanged_ids uuid[], unchanged_versions bigint[],
    blob_ids bytea[], blob_persons uuid[], blob_groups text[], blobs bytea[]
) RETURNS bigint[] LANGUAGE plpgsql AS $body$
DECLARE
    positions bigint[] := ARRAY[]::bigint[];
    next_sequence bigint;
    moved record;
BEGIN
    PERFORM pg_advisory_xact_lock({lock});
    IF command IS NOT NULL AND EXISTS (SELECT FROM {schema}.commands c WHERE c.command_id = command) THEN
        RAISE EXCEPTION USING ERRCODE = 'LT001', MESSAGE = command::text;
    END IF;
    IF cardinality(unchanged_ids) > 0 THEN
        SELECT u.id, u.version, (
            SELECT coalesce(max(e.originator_version), 0) FROM {schema}.events e WHERE e.originator_id = u.id
        ) AS found INTO moved
        FROM unnest(unchanged_ids, unchanged_versions) AS u (id, version)
        WHERE u.version <> (
            SELECT coalesce(max(e.originator_version), 0) FROM {schema}.events e WHERE e.originator_id = u.id
        ) LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION USING ERRCODE = 'LT002',
                MESSAGE = concat_ws(' ', moved.id, moved.version, moved.found);
        END IF;
    END IF;
    IF cardinality(ids) > 0 THEN
        SELECT coalesce(max(l.sequence) + 1, 0) INTO next_sequence FROM {schema}.leaves l;
        WITH written AS (
            INSERT INTO {schema}.events (originator_id, originator_version, topic, state)
            SELECT e.id, e.version, e.topic, e.state
            FROM unnest(ids, versions, topics, states) WITH ORDINALITY AS e (id, version, topic, state, n)
            ORDER BY e.n
            RETURNING position
        )
        SELECT array_agg(w.position ORDER BY w.position) INTO positions FROM written w;
        INSERT INTO {schema}.leaves (sequence, originator_id, originator_version, hash)
        SELECT next_sequence + e.n - 1, e.id, e.version, sha256(
            '\\x00'::bytea || convert_to(
                concat('lotse/1', chr(10), next_sequence + e.n - 1, chr(10), e.id, chr(10), e.version,
                    chr(10), e.topic, chr(10)),
                'UTF8'
            ) || e.state
        )
        FROM unnest(ids, versions, topics, states) WITH ORDINALITY AS e (id, version, topic, state, n);
    END IF;
    IF cardinality(blob_ids) > 0 THEN
        INSERT INTO {schema}.sealed (id, person, key_group, blob)
        SELECT * FROM unnest(blob_ids, blob_persons, blob_groups, blobs) ON CONFLICT (id) DO NOTHING;
    END IF;
    IF command IS NOT NULL THEN
        INSERT INTO {schema}.commands VALUES (command, positions[1], positions[cardinality(positions)]);
    END IF;
    RETURN positions;
END
$body$;
"""
