"""Accuracy and speed on public gold data, ours beside a peer's."""
