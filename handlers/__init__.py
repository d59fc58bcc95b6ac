"""The conversations, one file each, each a script that reads from top to bottom."""
