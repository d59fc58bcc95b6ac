"""Tables, queries, the evidence store and migrations."""
