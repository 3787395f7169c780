"""What we knew before reading: tables and their look-ups, no inference."""
