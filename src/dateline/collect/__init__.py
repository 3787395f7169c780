"""Bytes to articles."""

from dateline.collect.articles import article_from
from dateline.collect.inputs import count, read_inputs, size

__all__ = ["article_from", "count", "read_inputs", "size"]
