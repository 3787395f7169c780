"""The network: an encoder, a tag for each word, and for each word a pointer at the words of its cue.

A content is not a stretch of text but the words that point at one cue; so "X," he said, "Y" is one content in two
pieces, and two contents that touch are two. Pointing is the biaffine attention of Dozat and Manning (2017), which finds
heads in dependency parsing.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from dateline.extract.windows import TAGS
from training.attribution.encoders import Encoder
from training.attribution.examples import Batch

#: Width of the two sides of the pointer.
POINTER = 128
#: Distances in words that the pointer tells apart on each side; farther is as far as this.
FARTHEST = 64


class Network(nn.Module):
    """Scores: tags [B, W, 7] and pointers [B, W, W] of the words of each window."""

    def __init__(self, encoder: Encoder, marks: int, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.bert = encoder.model
        # Words of languages that the training text lacks must stay beside those of the one that it has.
        self.bert.embeddings.word_embeddings.requires_grad_(False)
        width = self.bert.config.hidden_size
        self.marks = nn.Embedding(marks, width, padding_idx=0)
        nn.init.zeros_(self.marks.weight)
        self.dropout = nn.Dropout(dropout)
        self.tag = nn.Linear(width, len(TAGS))
        self.seeker = nn.Linear(width, POINTER)
        self.sought = nn.Linear(width, POINTER)
        self.distance = nn.Embedding(2 * FARTHEST + 1, 1)
        nn.init.zeros_(self.distance.weight)

    def forward(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """Scores of a batch's words."""
        embedded = self.bert.embeddings.word_embeddings(batch.pieces) + self.marks(batch.marks).sum(2)
        held = self.bert(inputs_embeds=embedded, attention_mask=batch.attended).last_hidden_state
        words = held.gather(1, batch.firsts[:, :, None].expand(-1, -1, held.shape[-1]))
        words = self.dropout(words)
        seeking, sought = functional.gelu(self.seeker(words)), functional.gelu(self.sought(words))
        points = seeking @ sought.transpose(1, 2) / POINTER**0.5
        places = torch.arange(words.shape[1])
        apart = (places[None, :] - places[:, None]).clamp(-FARTHEST, FARTHEST) + FARTHEST
        return self.tag(words), points + self.distance(apart)[..., 0]

    def loss(self, batch: Batch) -> torch.Tensor:
        """Cross-entropy of the tags plus that of the pointers, whose target is any word of the cue."""
        tags, points = self(batch)
        tagging = functional.cross_entropy(tags.float().flatten(0, 1), batch.tags.flatten(), ignore_index=-100)
        points = points.float().masked_fill((batch.tags == -100)[:, None, :], -1e4)
        known = batch.cues.any(2)
        right = points.masked_fill(~batch.cues, -1e4).logsumexp(2) - points.logsumexp(2)
        return tagging - right[known].mean() * 0.5 if known.any() else tagging
