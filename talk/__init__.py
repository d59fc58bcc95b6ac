"""The conversation kit: a script asks with keys, the answers given so far are its only state."""
