"""News articles read into records: who did what, who says so, citing whom, how surely."""
