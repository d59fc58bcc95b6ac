"""Replay: a whole campaign on a simulated clock, with a made-up bureau, and the calendar of what
was sent.
"""
