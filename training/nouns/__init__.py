"""Classes of nouns from WordNet."""
