"""Measurements, side by side with their bounds: `make bench` runs them all."""
