"""Replays of the ready campaigns."""
