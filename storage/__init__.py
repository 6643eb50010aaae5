"""SQLite and WARC: schema, migrations, queries, captures. Imports nothing of ours."""
