"""Guessing passwords, slowed down: so many wrong ones from one address or for one name, then one waits."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_network
from threading import Lock
from typing import Generic, TypeVar

#: Wrong passwords, from one address or for one name, in so many seconds, before more are refused.
WRONG, WITHIN = 5, 300
#: What is remembered at most; the oldest goes.
REMEMBERED = 10_000
#: Letters of a name by which its tries are remembered: a longer one is nobody's.
NAME = 60
V = TypeVar("V")


class Forgetful(Generic[V]):
    """A mapping that forgets what was put in longest ago once it holds too much."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._kept: OrderedDict[str, V] = OrderedDict()
        self._most, self._lock = most, Lock()

    def get(self, key: str) -> V | None:
        """What was put in."""
        with self._lock:
            return self._kept.get(key)

    def put(self, key: str, value: V) -> None:
        """Remember it."""
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def drop(self, key: str) -> None:
        """Forget it."""
        with self._lock:
            self._kept.pop(key, None)


class Tries:
    """The passwords that were tried lately. `clock` tells seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._times = Forgetful[tuple[float, ...]]()

    def begin(self, address: str, name: str) -> int:
        """0, and the try counts as a wrong one until it was right; else the seconds to wait before another."""
        now = self._clock()
        lately = {key: self._lately(key, now) for key in _keys(address, name)}
        full = [times for times in lately.values() if len(times) >= WRONG]
        if full:
            return max(int(WITHIN - (now - times[-WRONG])) + 1 for times in full)
        for key, times in lately.items():
            self._times.put(key, (*times, now))
        return 0

    def right(self, address: str, name: str) -> None:
        """The password was right: forget what was tried for the name, and this try from the address."""
        at, called = _keys(address, name)
        self._times.drop(called)
        self._times.put(at, self._lately(at, self._clock())[:-1])

    def _lately(self, key: str, now: float) -> tuple[float, ...]:
        return tuple(one for one in self._times.get(key) or () if now - one < WITHIN)


def _keys(address: str, name: str) -> tuple[str, str]:
    return f"address {_network(address)}", f"name {name[: NAME + 1]}"


def _network(address: str) -> str:
    """An address; of IPv6 the network, all of which one customer has (RFC 6177)."""
    try:
        IPv6Address(address)
    except ValueError:
        return address
    return str(ip_network(f"{address.partition('%')[0]}/64", strict=False))
