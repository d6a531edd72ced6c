"""The network in torch: MiniLM's lower layers, left as they are, and a tuned copy of its upper ones with heads."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

WIDTH, HEADS, INNER, LAYERS, SHARED_LAYERS = 384, 12, 1536, 6, 2
HEAD_WIDTH = WIDTH // HEADS
DROPOUT = 0.1

Weights = dict[str, Tensor]


class Layer(nn.Module):
    """One layer of BERT, with its attention; `inner` is how wide it is inside, `heads` how many ways it attends."""

    def __init__(self, inner: int = INNER, heads: int = HEADS) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (nn.Linear(WIDTH, heads * HEAD_WIDTH) for _ in range(3))
        self.out = nn.Linear(heads * HEAD_WIDTH, WIDTH)
        self.out_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.widen, self.narrow = nn.Linear(WIDTH, inner), nn.Linear(inner, WIDTH)
        self.last_norm = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, hidden: Tensor, seen: Tensor) -> Tensor:
        """One step up; `seen` is true where there is a token."""
        drop = DROPOUT if self.training else 0.0
        hidden = self.attended(hidden, seen)
        return self.last_norm(hidden + functional.dropout(self.narrow(self.widened(hidden)), drop))

    def attended(self, hidden: Tensor, seen: Tensor) -> Tensor:
        """The first half of the step: each token with what it takes from the others."""
        drop = DROPOUT if self.training else 0.0
        mixed = self.out(self.mixed(hidden, seen))
        attended: Tensor = self.out_norm(hidden + functional.dropout(mixed, drop))
        return attended

    def mixed(self, hidden: Tensor, seen: Tensor) -> Tensor:
        """What each token takes from the others, head beside head."""
        batch, length, _ = hidden.shape
        split = (batch, length, self.heads, HEAD_WIDTH)
        query, key, value = (part(hidden).view(split).transpose(1, 2) for part in (self.query, self.key, self.value))
        found = functional.scaled_dot_product_attention(query, key, value, seen[:, None, None, :])
        return found.transpose(1, 2).reshape(batch, length, self.heads * HEAD_WIDTH)

    def widened(self, hidden: Tensor) -> Tensor:
        """What goes on inside, `inner` numbers for each token, after the first half."""
        return functional.gelu(self.widen(hidden))

    def load(self, weights: Weights, number: int) -> None:
        """Take the weights of one layer, by their names."""
        at = f"encoder.layer.{number}"
        parts = {
            "query": f"{at}.attention.self.query",
            "key": f"{at}.attention.self.key",
            "value": f"{at}.attention.self.value",
            "out": f"{at}.attention.output.dense",
            "out_norm": f"{at}.attention.output.LayerNorm",
            "widen": f"{at}.intermediate.dense",
            "narrow": f"{at}.output.dense",
            "last_norm": f"{at}.output.LayerNorm",
        }
        for ours, theirs in parts.items():
            part = getattr(self, ours)
            part.load_state_dict({kind: weights[f"{theirs}.{kind}"] for kind in ("weight", "bias")})


class Listener(nn.Module):
    """Words in, one number for each output of the heads out; only the upper layers and the heads are tuned."""

    def __init__(self, weights: Weights, how_often: Tensor) -> None:
        """`how_often` each output is true: where the heads begin."""
        super().__init__()
        words = weights["embeddings.word_embeddings.weight"]
        self.words = nn.Embedding.from_pretrained(words, freeze=True)
        places = (
            weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
        )
        self.places = nn.Embedding.from_pretrained(places, freeze=True)
        self.first_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        norm = "embeddings.LayerNorm"
        self.first_norm.load_state_dict({kind: weights[f"{norm}.{kind}"] for kind in ("weight", "bias")})
        layers = [Layer() for _ in range(LAYERS)]
        for number, layer in enumerate(layers):
            layer.load(weights, number)
        self.shared = nn.ModuleList(layers[:SHARED_LAYERS])
        self.tuned = nn.ModuleList(layers[SHARED_LAYERS:])
        self.head = nn.Linear(WIDTH, len(how_often))
        with torch.no_grad():
            self.head.bias.copy_(torch.logit(how_often, eps=1e-4))
        for part in (self.first_norm, self.shared):
            part.requires_grad_(requires_grad=False)

    def forward(self, tokens: Tensor, seen: Tensor) -> Tensor:
        """The heads' outputs (logits) for a batch of tokens."""
        mean = self.mean(self.lower(tokens, seen), seen)
        logits: Tensor = self.head(functional.dropout(mean, DROPOUT if self.training else 0.0))
        return logits

    def lower(self, tokens: Tensor, seen: Tensor) -> Tensor:
        """What the lower layers, which are never tuned, make of the tokens."""
        with torch.no_grad():
            hidden = self.read(tokens)
            for layer in self.shared:
                layer.training = False
                hidden = layer(hidden, seen)
        return hidden

    def read(self, tokens: Tensor) -> Tensor:
        """The tokens' vectors with their places, before any layer."""
        hidden: Tensor = self.first_norm(self.words(tokens) + self.places(torch.arange(tokens.shape[1])))
        return hidden

    def mean(self, hidden: Tensor, seen: Tensor) -> Tensor:
        """The mean over a text's tokens of what the tuned layers make of `lower`'s, a row for each text."""
        for layer in self.tuned:
            hidden = layer(hidden, seen)
        return (hidden * seen[:, :, None]).sum(1) / seen.sum(1, keepdim=True)


def load(weights: Path, how_often: Tensor) -> Listener:
    """The network before tuning, from the packaged weights."""
    return Listener(load_file(weights), how_often)


def named(listener: Listener) -> dict[str, npt.NDArray[np.float32]]:
    """All weights by name, as plain numbers."""
    return {name: values.numpy() for name, values in listener.state_dict().items()}
