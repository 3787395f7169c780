"""Fetching politely and safely, from a site on this machine."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from typing import Any

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.collect import networks, web
from dateline.collect.polite import FAILURES, Later
from dateline.collect.turns import Errand, Turns
from dateline.collect.unpacking import unpacked
from dateline.collect.web import Answer, Bounds
from dateline.errors import BinaryInput, InputError, NotFoundInput, RefusedInput, TooLargeInput, UnansweredInput
from tests.collect.site import Answering, Site, answering, fetcher, send, serving, tagged

PAGE = "<html><body><p>A page.</p></body></html>"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        running.answers["/page"] = PAGE
        yield running


def slowly(seconds: float) -> Answering:
    """A page that takes its time."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        send(handler, PAGE)

    return answer


def all_of(site: Site, *paths: str, **given: Any) -> dict[str, Answer | InputError]:
    """What each path gives, by path."""
    with Turns[str](fetcher(**given), threads=8) as turns:
        for path in paths:
            turns.put(Errand(path if "//" in path else site.url + path, path))
        return {errand.about: answer for errand, answer in turns}


# ---------------------------------------------------------------- where it may go


PRIVATE = (
    *("127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
    *("255.255.255.255", "224.0.0.1", "168.63.129.16", "::1", "::", "fe80::1", "fd00:ec2::254", "::ffff:127.0.0.1"),
    *("::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1", "ff02::1", "fe80::1%eth0"),
)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_must_not_be_asked(address: str) -> None:
    assert not networks.may_be_asked(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses_may_be_asked(address: str) -> None:
    assert networks.may_be_asked(address)


def test_a_network_may_be_allowed() -> None:
    allowed = networks.networks("10.0.0.0/8, 127.0.0.1")
    assert networks.may_be_asked("10.9.9.9", allowed) and networks.may_be_asked("::ffff:127.0.0.1", allowed)
    assert not networks.may_be_asked("127.0.0.2", allowed) and not networks.may_be_asked("169.254.169.254", allowed)


@given(st.text())
def test_what_is_no_address_is_not_asked(text: str) -> None:
    assert isinstance(networks.may_be_asked(text), bool)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:7f00:1]", "0"])
def test_this_machine_is_refused_by_any_name(site: Site, host: str) -> None:
    port = site.url.rpartition(":")[2]
    with pytest.raises(InputError) as error:
        fetcher(allowed=()).get(f"http://{host}:{port}/page")
    assert isinstance(error.value, RefusedInput) or "cannot be reached" in str(error.value)
    assert site.requests == []


@pytest.mark.parametrize("to", ["http://169.254.169.254/latest/meta-data/", "http://127.0.0.2:1/", "http://[::1]/"])
def test_a_redirect_into_the_network_is_refused(site: Site, to: str) -> None:
    site.answers["/go"] = answering(status=302, Location=to)
    with pytest.raises(RefusedInput, match="private network"):
        fetcher(allowed=networks.networks("127.0.0.1")).get(site.url + "/go")


def test_a_person_may_read_their_own_server_but_no_page_leads_there(site: Site) -> None:
    assert web.fetch(site.url + "/page", timeout=3, max_bytes=1000)[0] == PAGE.encode()
    port = int(site.url.rpartition(":")[2])
    bounds = Bounds(3, 1000, resolve=lambda host, _: ["127.0.0.1"])
    with pytest.raises(RefusedInput, match="DATELINE_NETWORKS"):
        web.visit(f"http://news.example:{port}/page", bounds)


def test_a_name_that_changes_its_address_gains_nothing(site: Site) -> None:
    answers = [["192.0.2.1"], ["127.0.0.1"]]
    port = int(site.url.rpartition(":")[2])
    asked: list[str] = []

    def rebinding(host: str, _: int) -> list[str]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    # The first answer is "public" by the setting and nobody is there: the connection must go to that very address.
    bounds = Bounds(0.5, 1000, networks=networks.networks("192.0.2.0/24"), resolve=rebinding)
    with pytest.raises(UnansweredInput):
        web.visit(f"http://rebinding.example:{port}/page", bounds)
    assert asked == ["rebinding.example"] and site.requests == []
    with pytest.raises(RefusedInput):  # and the second one is seen for what it is
        web.visit(f"http://rebinding.example:{port}/page", bounds)
    assert site.requests == []


def test_one_private_address_among_public_ones_is_enough(site: Site) -> None:
    bounds = Bounds(1, 1000, resolve=lambda *_: ["8.8.8.8", "127.0.0.1"])
    with pytest.raises(RefusedInput):
        web.visit(site.url.replace("127.0.0.1", "mixed.example") + "/page", bounds)


# ---------------------------------------------------------------- manners


def test_robots_txt_is_kept_to(site: Site) -> None:
    site.answers["/robots.txt"] = "User-agent: dateline\nDisallow: /private\nUser-agent: *\nDisallow: /\n"
    site.answers["/private/x"] = PAGE
    found = all_of(site, "/page", "/private/x")
    assert isinstance(found["/page"], Answer) and isinstance(found["/private/x"], RefusedInput)
    assert site.asked("/robots.txt") == 1 and site.paths() == ["/page"]


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (503, False)])
def test_a_missing_robots_txt_allows_all_a_failing_one_nothing(site: Site, status: int, allowed: bool) -> None:
    site.answers["/robots.txt"] = answering(status=status)
    assert isinstance(all_of(site, "/page")["/page"], Answer) is allowed
    assert bool(site.paths()) is allowed


def test_robots_txt_may_be_broken(site: Site) -> None:
    site.answers["/robots.txt"] = b"\xff\xfe\0User-agent: *\nDisallow: /" + b"*" * 5000 + b"a$\nCrawl-delay: x\n" * 2000
    assert isinstance(all_of(site, "/page", max_bytes=10_000_000)["/page"], Answer)


def test_one_request_at_a_time_and_a_delay(site: Site) -> None:
    for number in range(8):
        site.answers[f"/{number}"] = slowly(0.02)
    all_of(site, *(f"/{number}" for number in range(8)), delay=0.1)
    times = [begun for _, _, begun in site.requests]
    assert len(times) == 9
    # robots.txt takes no time; each page takes 0.02 s, and the delay begins when it is there.
    assert min(after - before for before, after in pairwise(times[1:])) >= 0.119 and times[1] - times[0] >= 0.099


def test_crawl_delay_is_kept_to(site: Site) -> None:
    site.answers["/robots.txt"] = "User-agent: *\nCrawl-delay: 0.3\n"
    all_of(site, "/page", "/page?2")
    first, second = (begun for path, _, begun in site.requests if path.startswith("/page"))
    assert second - first >= 0.29


def test_many_hosts_are_asked_at_once() -> None:
    with serving() as one, serving() as other, serving() as third:
        sites = (one, other, third)
        for site in sites:
            site.answers["/slow"] = slowly(0.5)
        begun = time.monotonic()
        all_of(one, *(site.url + "/slow" for site in sites))
        assert time.monotonic() - begun < 1.4
        assert [site.asked("/slow") for site in sites] == [1, 1, 1]


def test_who_asks_is_told(site: Site) -> None:
    all_of(site, "/page", contact="https://desk.example/bot")
    assert site.requests[-1][1]["user-agent"] == "dateline/0.1 (+https://desk.example/bot)"


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    site.answers["/tagged"] = tagged(lambda: PAGE)
    ask = fetcher()
    first = ask.get(site.url + "/tagged")
    second = ask.get(site.url + "/tagged", etag=first.header("etag"))
    assert (first.status, second.status, second.content) == (200, 304, b"")


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_host_that_asks_for_time_gets_it(site: Site, form: str) -> None:
    after = "1" if form == "seconds" else format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    seen: list[float] = []

    def busy(handler: BaseHTTPRequestHandler) -> None:
        seen.append(time.monotonic())
        if len(seen) == 1:
            send(handler, b"", status=429, Retry_After=after)
        else:
            send(handler, PAGE)

    site.answers["/busy"] = busy
    assert isinstance(all_of(site, "/busy", patience=5)["/busy"], Answer)
    assert len(seen) == 2 and seen[1] - seen[0] >= 0.9


def test_a_host_that_asks_for_an_hour_is_left_alone(site: Site) -> None:
    site.answers["/busy"] = answering(status=503, Retry_After="3600")
    begun = time.monotonic()
    found = all_of(site, "/busy", "/page", "/page?2")
    assert all(isinstance(one, UnansweredInput) for one in found.values())
    assert site.paths() == ["/busy"] and time.monotonic() - begun < 1.5


def test_failures_make_the_waits_longer_and_then_end(site: Site) -> None:
    paths = [f"/broken{n}" for n in range(20)]
    site.answers.update(dict.fromkeys(paths, answering(status=500)))
    found = all_of(site, *paths, first=0.1, delay=0.01)
    times = [begun for path, _, begun in site.requests if path != "/robots.txt"]
    assert len(times) == FAILURES and times[2] - times[1] > 0.09 and times[1] - times[0] > 0.04
    assert all(isinstance(one, UnansweredInput) for one in found.values()) and len(site.paths()) == FAILURES


def test_one_broken_page_costs_no_other(site: Site) -> None:
    site.answers["/broken"] = answering(status=500)
    found = all_of(site, "/broken", *(f"/page{n}" for n in "?!"), "/page")
    assert [type(one) for one in found.values()].count(Answer) == 1 and isinstance(found["/broken"], UnansweredInput)
    assert isinstance(found["/page"], Answer)


def test_a_new_round_gives_a_host_another_chance(site: Site) -> None:
    site.answers["/broken"] = answering(status=500)
    ask = fetcher(first=0.001)
    for _ in range(FAILURES + 1):
        with pytest.raises(UnansweredInput):
            ask.get(site.url + "/broken")
    with pytest.raises(UnansweredInput, match="in a row"):
        ask.get(site.url + "/page")
    ask.forgive()
    assert ask.get(site.url + "/page").status == 200


def test_a_host_that_recovers_is_forgiven(site: Site) -> None:
    answers = iter([500, 502, 200])
    site.answers["/shaky"] = lambda handler: send(handler, PAGE, status=next(answers))
    found = all_of(site, "/shaky", "/page")
    assert all(isinstance(one, Answer) for one in found.values())


# ---------------------------------------------------------------- nuisances


def drip(handler: BaseHTTPRequestHandler) -> None:
    send(handler, b"", Content_Length="100000")
    for _ in range(200):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def drip_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    for _ in range(200):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 65536)


def endless_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-More: " + b"x" * 60_000 + b"\r\n")


def cut(handler: BaseHTTPRequestHandler) -> None:
    send(handler, PAGE, Content_Length="5000")


def bomb(packing: str) -> bytes:
    """40 MB of nothing, packed."""
    zeros = b"\0" * 40_000_000
    if packing == "br":
        return bytes(brotli.compress(zeros, quality=1))
    return gzip.compress(zeros) if packing == "gzip" else zlib.compress(zeros)


@pytest.mark.parametrize("nuisance", [drip, drip_headers])
def test_a_server_that_drips_is_cut_off(site: Site, nuisance: object) -> None:
    site.answers["/drip"] = nuisance  # type: ignore[assignment]
    begun = time.monotonic()
    with pytest.raises(Later, match=r"within 0\.5 seconds"):
        fetcher(timeout=0.5).get(site.url + "/drip")
    assert time.monotonic() - begun < 1.5


@pytest.mark.parametrize(("nuisance", "kind"), [(endless, TooLargeInput), (endless_headers, UnansweredInput)])
def test_what_never_ends_is_cut_off(site: Site, nuisance: object, kind: type[InputError]) -> None:
    site.answers["/endless"] = nuisance  # type: ignore[assignment]
    with pytest.raises(kind):
        fetcher().get(site.url + "/endless")


def test_half_a_page_is_no_page(site: Site) -> None:
    site.answers["/cut"] = cut
    with pytest.raises(UnansweredInput):
        fetcher().get(site.url + "/cut")


@pytest.mark.parametrize("packing", ["gzip", "deflate", "br"])
def test_bombs_are_not_unpacked(site: Site, packing: str) -> None:
    import tracemalloc

    site.answers["/bomb"] = answering(bomb(packing), Content_Encoding=packing)
    ask = fetcher()
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeInput):
            ask.get(site.url + "/bomb")
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("packing", ["gzip", "deflate", "bare", "br", "identity"])
def test_packed_pages_are_unpacked(site: Site, packing: str) -> None:
    words = PAGE.encode() * 50
    bare = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(words[:500]) + gzip.compress(words[500:]),
        "deflate": zlib.compress(words),
        "bare": bare.compress(words) + bare.flush(),
        "br": brotli.compress(words),
        "identity": words,
    }[packing]
    site.answers["/packed"] = answering(packed, Content_Encoding="deflate" if packing == "bare" else packing)
    assert fetcher().get(site.url + "/packed").content == words


@pytest.mark.parametrize("packing", ["gzip, gzip", "zstd", "compress"])
def test_what_was_not_asked_for_is_not_unpacked(site: Site, packing: str) -> None:
    site.answers["/odd"] = answering(b"x", Content_Encoding=packing)
    with pytest.raises(BinaryInput):
        fetcher().get(site.url + "/odd")


@given(st.binary(max_size=400), st.sampled_from(["gzip", "deflate", "br"]), st.integers(1, 40))
def test_any_bytes_unpack_or_are_refused(content: bytes, packing: str, size: int) -> None:
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    with suppress(BinaryInput, TooLargeInput):
        assert len(unpacked(pieces, packing, most=1000, where="x")) <= 1000


@given(st.binary(max_size=3000), st.sampled_from(["gzip", "deflate", "br"]), st.integers(1, 500))
def test_packing_is_undone_whole_in_any_pieces(content: bytes, packing: str, size: int) -> None:
    packed = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[packing](content)
    pieces = [packed[at : at + size] for at in range(0, len(packed), size)]
    assert unpacked(pieces, packing, most=3000, where="x") == content


def test_redirects_end(site: Site) -> None:
    site.answers["/round"] = answering(status=301, Location="/round")
    site.answers["/file"] = answering(status=302, Location="file:///etc/passwd")
    found = all_of(site, "/round", "/file")
    assert all(type(one) is NotFoundInput for one in found.values())
    assert site.asked("/round") == web.REDIRECTS + 1


def test_a_silent_server_does_not_hold_the_others(site: Site) -> None:
    silent = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{silent.getsockname()[1]}/x"
    found = all_of(site, url, "/page", timeout=0.3)
    assert isinstance(found[url], UnansweredInput) and isinstance(found["/page"], Answer)
    silent.close()


def test_leaving_early_ends_the_threads(site: Site) -> None:
    before = threading.active_count()
    with Turns[int](fetcher(), threads=4) as turns:
        for number in range(50):
            turns.put(Errand(f"{site.url}/page?{number}", number))
        next(iter(turns))
    deadline = time.monotonic() + 3
    while threading.active_count() > before + 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert threading.active_count() <= before + 2
