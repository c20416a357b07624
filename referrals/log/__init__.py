"""The log (Protokoll): what happened, in order, for ever; on one SQLite file or in one PostgreSQL schema."""
