"""Counts of reporting cues."""
