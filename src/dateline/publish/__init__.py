"""The record to people and machines."""
