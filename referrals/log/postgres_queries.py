"""What the recorder asks PostgreSQL."""

WRITE = """
    SELECT {schema}.record(%b, %b::uuid[], %b::bigint[], %b::text[], %b::bytea[], %b::uuid[], %b::bigint[],
        %b::bytea[], %b::uuid[], %b::text[], %b::bytea[])
"""
PAGE = """
    SELECT position, originator_id, originator_version, topic, state FROM {schema}.events
    WHERE position >= %s AND position <= %s ORDER BY position LIMIT %s
"""
PAGE_OF_TOPICS = PAGE.replace("ORDER BY", "AND topic = ANY(%s) ORDER BY")
AT_POSITIONS = """
    SELECT position, originator_id, originator_version, topic, state FROM {schema}.events
    WHERE position = ANY(%s::bigint[]) ORDER BY position
"""
STREAM = """
    SELECT originator_id, originator_version, topic, state FROM {schema}.events
    WHERE originator_id = %s AND originator_version > %s AND originator_version <= %s
    ORDER BY originator_version LIMIT %s
"""
STREAM_BACKWARDS = STREAM.replace("ORDER BY originator_version", "ORDER BY originator_version DESC")
WALK = PAGE.replace("originator_id", "originator_id::text")
ROW = """
    SELECT position, originator_id::text, originator_version, topic, state FROM {schema}.events
    WHERE originator_id = %s AND originator_version = %s
"""
LEAVES = """
    SELECT sequence, originator_id::text, originator_version, hash FROM {schema}.leaves
    WHERE sequence >= %s ORDER BY sequence LIMIT %s
"""
LEAVES_OF = """
    SELECT sequence, originator_id::text, originator_version, hash FROM {schema}.leaves
    WHERE originator_id = %s ORDER BY originator_version
"""
LEAF = """
    SELECT sequence, originator_id::text, originator_version, hash FROM {schema}.leaves
    WHERE originator_id = %s AND originator_version = %s
"""
EXTENT = """
    SELECT (SELECT coalesce(max(position), 0) FROM {schema}.events),
        (SELECT coalesce(max(sequence), -1) FROM {schema}.leaves),
        (SELECT coalesce(max(last_position), 0) FROM {schema}.commands)
"""
BROKEN_STREAM = """
    SELECT position, originator_id::text FROM (
        SELECT position, originator_id, originator_version, row_number() OVER stream AS expected,
            lag(position, 1, 0::bigint) OVER stream AS before
        FROM {schema}.events WHERE position <= %s
        WINDOW stream AS (PARTITION BY originator_id ORDER BY originator_version)
    ) AS numbered WHERE originator_version <> expected OR position < before
    ORDER BY position LIMIT 1
"""
