"""Across articles: copies, stories, same entity, same event, origins, corroboration, contradictions."""
