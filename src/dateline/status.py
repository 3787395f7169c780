"""What a watch shows over HTTP while it runs: a page, and figures for Prometheus."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from socket import AF_INET, AF_INET6

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from dateline.errors import SettingsError
from dateline.publish.watched import page
from dateline.watch import Snapshot, foot

#: Seconds that a client may take: one that only holds the line must not cost a thread.
PATIENCE = 10.0


@contextmanager
def serving(address: str, now: Callable[[], Snapshot], *, exposed: bool = False) -> Iterator[str]:
    """Serve "/" and "/metrics" at ADDRESS:PORT (port 0: any that is free) until the end of the block; the address.

    Raises SettingsError for an address that is none, that other machines reach unless `exposed`, or that is taken.
    """
    host, port = _parts(address)
    if not (ip_address(host).is_loopback or exposed):
        raise SettingsError(f"{host} can be reached from other machines: if you want that, say --expose")
    try:
        server = _Server((host, port), _handler(now, exposed=exposed))
    except OSError as error:
        raise SettingsError(f"{address} cannot be served: {error.strerror or error}") from None
    threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
    try:
        yield f"http://{f'[{host}]' if ':' in host else host}:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self.address_family = AF_INET6 if ":" in address[0] else AF_INET
        super().__init__(address, handler)


def _parts(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    host = host.strip("[]").replace("localhost", "127.0.0.1")
    try:
        ip_address(host)
        number = int(port)
    except ValueError:
        raise SettingsError(f"{address!r} is no address and port: write 127.0.0.1:9464") from None
    if not 0 <= number < 65536:
        raise SettingsError(f"{port} is no port: write a number up to 65535")
    return host, number


def _handler(now: Callable[[], Snapshot], *, exposed: bool) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = PATIENCE

        def do_GET(self) -> None:
            if not (exposed or _is_here(self.headers.get("Host", ""))):
                self._send(403, "text/plain; charset=utf-8", b"asked by another name than this machine's\n")
            elif self.path == "/metrics":
                self._send(200, CONTENT_TYPE_LATEST, metrics(now()))
            elif self.path == "/":
                self._send(200, "text/html; charset=utf-8", page(now().states, foot(now())).encode())
            else:
                self._send(404, "text/plain; charset=utf-8", b"there is / and /metrics\n")

        def _send(self, status: int, kind: str, content: bytes) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **GUARDS}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None: ...

    return Handler


#: Nothing of the page comes from elsewhere, or does anything.
GUARDS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def _is_here(host: str) -> bool:
    """Whether a request names this machine: a page elsewhere whose name was led here (DNS rebinding) does not."""
    name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
    try:
        return name == "localhost" or ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


class _Figures(Collector):
    """The figures of one moment; names and units as Prometheus wants them."""

    def __init__(self, now: Snapshot) -> None:
        self._now = now

    def collect(self) -> Iterator[Metric]:
        now = self._now
        yield from _of_sources(now)
        for name, words, value in (
            ("waiting", "Pages that were fetched and are to be read.", now.waiting),
            ("asking", "Addresses that are in line to be fetched.", now.asking),
            ("start_time_seconds", "When the watch began.", now.started),
            ("last_merge_timestamp_seconds", "When stories and events were made last.", now.merged or 0),
            ("notices_waiting", "Notices that their receivers do not have yet.", now.notices.get("waiting", 0)),
        ):
            yield GaugeMetricFamily(f"dateline_{name}", words, value=value)
        articles = CounterMetricFamily("dateline_articles", "What became of articles.", labels=["became"])
        for became in ("new", "versions", "reread", "same"):
            articles.add_metric([became], now.counts.get(became, 0))
        refused = CounterMetricFamily("dateline_refused", "What could not be had or read, and why.", labels=["why"])
        for why, number in now.counts.get("why", {}).items():
            refused.add_metric([why], number)
        yield articles
        yield refused
        for name, words, value in (
            ("pages_fetched", "Pages that came, new or changed.", now.counts.get("fetched", 0)),
            ("merges", "How often it was merged.", now.merges),
            ("ledger_troubles", "How often the ledger could not be written.", now.troubles),
            ("notices_told", "Notices of alerts.", now.notices.get("told", 0)),
            ("notices_sent", "Notices that a receiver has.", now.notices.get("sent", 0)),
            ("notices_failed", "Tries to hand notices over that failed.", now.notices.get("failed", 0)),
        ):
            yield CounterMetricFamily(f"dateline_{name}", words, value=value)


def _of_sources(now: Snapshot) -> Iterator[Metric]:
    up = GaugeMetricFamily("dateline_source_up", "1: the source answers, 0: it fails.", labels=["source"])
    new = CounterMetricFamily("dateline_source_pages", "Pages from a source, new or changed.", labels=["source"])
    times = {
        name: GaugeMetricFamily(f"dateline_source_{name}_timestamp_seconds", words, labels=["source"])
        for name, words in (
            ("checked", "When the source was asked last."),
            ("newest", "When something new came from it."),
            ("failing", "Since when it fails."),
            ("next", "When it is asked next."),
        )
    }
    for state in now.states:
        up.add_metric([state.name], float(state.failing is None))
        new.add_metric([state.name], state.new)
        for name, family in times.items():
            if moment := getattr(state, name):
                family.add_metric([state.name], datetime.fromisoformat(moment).timestamp())
    yield from (up, new, *times.values())


def metrics(now: Snapshot) -> bytes:
    """How a watch stands, in the text format of Prometheus."""
    registry = CollectorRegistry()
    registry.register(_Figures(now))
    return generate_latest(registry)
