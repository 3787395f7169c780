"""An article to what it says, as spans."""
