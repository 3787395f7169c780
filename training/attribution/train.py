"""Training: seeded, logged, goes on where a killed run stopped, keeps the averaged weights that do best on dev."""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import nn

from training.attribution.encoders import Encoder
from training.attribution.examples import Example, batches
from training.attribution.network import Network
from training.attribution.tuning import Judge


@dataclass
class Plan:
    """How long, how fast, in what steps."""

    epochs: int = 10
    size: int = 16
    longest: int = 256
    rate: float = 3e-4
    head_rate: float = 1e-3
    warm: float = 0.06
    decay: float = 0.01
    average: float = 0.998
    seed: int = 1


def train(encoder: Encoder, marks: int, examples: list[Example], plan: Plan, *, folder: Path, judge: Judge) -> Network:
    """Trains, saving after each epoch in `folder`; the epoch with the most pair + exact on dev, by `judge`, is kept."""
    torch.manual_seed(plan.seed)
    network = Network(encoder, marks)
    averaged = torch.optim.swa_utils.AveragedModel(network, avg_fn=_averaging(plan.average))
    optimizer = torch.optim.AdamW(_groups(network, plan), fused=True)
    steps = plan.epochs * sum(1 for _ in batches(examples, encoder, size=plan.size, longest=plan.longest))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step / steps, plan.warm))
    state = folder / "state.pt"
    start, best = 0, -1.0
    if state.exists():
        held = torch.load(state, weights_only=True)
        network.load_state_dict(held["network"])
        averaged.load_state_dict(held["averaged"])
        optimizer.load_state_dict(held["optimizer"])
        schedule.load_state_dict(held["schedule"])
        start, best = held["epoch"], held["best"]
    log = (folder / "log.jsonl").open("a", encoding="utf-8")
    for epoch in range(start, plan.epochs):
        began, total, count = time.time(), 0.0, 0
        network.train()
        torch.manual_seed(plan.seed * 1000 + epoch)
        for batch, _ in batches(
            examples, encoder, size=plan.size, longest=plan.longest, chance=random.Random(f"{plan.seed}.{epoch}")
        ):
            with torch.autocast("cpu", torch.bfloat16):
                loss = network.loss(batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            averaged.update_parameters(network)
            total, count = total + loss.item(), count + 1
            if count % 50 == 0:
                print(f"epoch {epoch} step {count} loss {total / count:.4f} {time.time() - began:.0f}s", flush=True)
        figures = judge(averaged.module.eval())
        log.write(
            json.dumps(
                {"epoch": epoch, "loss": total / count, "seconds": time.time() - began, **figures, **asdict(plan)}
            )
            + "\n"
        )
        log.flush()
        print(
            epoch,
            f"loss {total / count:.4f}",
            {k: round(v, 3) for k, v in figures.items()},
            f"{time.time() - began:.0f}s",
            flush=True,
        )
        if figures["pair"] + figures["exact"] > best:
            best = figures["pair"] + figures["exact"]
            torch.save(averaged.module.state_dict(), folder / "best.pt")
        torch.save(
            {"network": network.state_dict(), "averaged": averaged.state_dict(), "optimizer": optimizer.state_dict(),
             "schedule": schedule.state_dict(), "epoch": epoch + 1, "best": best}, state,
        )  # fmt: skip
    network.load_state_dict(torch.load(folder / "best.pt", weights_only=True))
    return network


def _averaging(most: float) -> Callable[[torch.Tensor, torch.Tensor, torch.Tensor | int], torch.Tensor]:
    """An exponential moving average that forgets its beginnings faster."""

    def average(held: torch.Tensor, new: torch.Tensor, count: torch.Tensor | int) -> torch.Tensor:
        keep = min(most, (1 + int(count)) / (10 + int(count)))
        return torch.lerp(new, held, keep)

    return average


def _groups(network: Network, plan: Plan) -> list[dict]:  # type: ignore[type-arg]
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        rate = plan.rate if name.startswith("bert.") else plan.head_rate
        decay = 0.0 if parameter.ndim < 2 else plan.decay
        groups.setdefault((rate, decay), []).append(parameter)
    return [{"params": held, "lr": rate, "weight_decay": decay} for (rate, decay), held in groups.items()]


def _rate(done: float, warm: float) -> float:
    """Linear warming, then half a cosine."""
    return done / warm if done < warm else 0.5 * (1 + math.cos(math.pi * (done - warm) / (1 - warm)))
