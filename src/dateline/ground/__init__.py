"""What it says to the world: calendars, places, known entities."""
