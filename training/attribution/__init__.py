"""Makes the attribution model of atlas/models again: `python -m training.attribution`."""
