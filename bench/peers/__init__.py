"""The same conversation in other libraries, each with its own persistence; reports in SQLite."""
