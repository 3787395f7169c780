"""Map, timeline and graph in a real browser, under the pages' policy: drawn, linked, by keyboard, on hostile values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.browser import browser, needs_chromium
from tests.publish.web.island_pages import (
    STATIC,
    Site,
    event_graph,
    island,
    items,
    points,
    serving,
    sources_graph,
)

BUILT = STATIC / "islands" / "islands.js"
pytestmark = [
    needs_chromium,
    pytest.mark.skipif(not BUILT.exists(), reason="the islands are not built (make islands)"),
]
LISTED = "".join(f'<p data-id="e{n}" tabindex="0">Event {n}</p>' for n in range(40))
HOSTILE = [
    "<img src=x onerror=\"document.title='taken'\">", "</script><script>document.title='taken'</script>",
    "\u202egnirts desrever\u202c \u2067x", "w" * 10_000, "\x00\x07\u0000 😀 \u200f", "'\"><svg onload=alert(1)>",
]  # fmt: skip
EVIL = [
    "javascript:document.title='taken'",
    "//elsewhere.example/x",
    "/\\elsewhere.example",
    "data:text/html,x",
    7,
    None,
]


@dataclass
class Watched:
    """A page, and what went wrong on it."""

    page: Page
    wrong: list[str] = field(default_factory=list)

    def heard(self, message: ConsoleMessage) -> None:
        """Errors, what the policy forbade, and islands that gave up; not the notes of the software renderer."""
        if message.type == "error" or message.text.startswith("dateline:"):
            self.wrong.append(message.text)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


@contextmanager
def opened(chromium: Browser, address: str, **context: Any) -> Iterator[Watched]:
    """A page in a context of its own; nothing may have gone wrong on it by the end."""
    made: BrowserContext = chromium.new_context(
        viewport=context.pop("viewport", {"width": 900, "height": 800}), **context
    )
    made.set_default_timeout(20_000)
    watched = Watched(made.new_page())
    watched.page.on("console", watched.heard)
    watched.page.on("pageerror", lambda error: watched.wrong.append(str(error)))
    watched.page.goto(address)
    yield watched
    assert watched.wrong == []
    made.close()


def colours(page: Page) -> int:
    """How many colours the map's canvas shows: one, if it is blank."""
    found = page.evaluate("""() => {
        const ground = document.querySelector(".mp canvas");
        const copy = document.createElement("canvas");
        copy.width = copy.height = 60;
        const brush = copy.getContext("2d");
        brush.drawImage(ground, 0, 0, 60, 60);
        const data = brush.getImageData(0, 0, 60, 60).data;
        const seen = new Set();
        for (let i = 0; i < data.length; i += 4) seen.add(data.slice(i, i + 3).join());
        return seen.size;
    }""")
    return int(found)


def no_wider(page: Page) -> bool:
    """Whether the page needs no scrolling sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.mark.parametrize("number", [1, 5, 500])
def test_a_timeline_draws_each_item_once(chromium: Browser, site: Site, number: int) -> None:
    address = site.put("/timeline", island("timeline", {"items": items(number), "now": None}))
    with opened(chromium, address) as watched:
        page = watched.page
        expect(page.locator(".tl-mark[data-mark]")).to_have_count(number)
        expect(page.locator(".tl-fine").first).to_be_visible()
        inside = page.locator(".tl").bounding_box()
        assert inside and inside["height"] < 520
        expect(page.locator(".tl-text", has_text="Delegations").first).to_be_visible()
        # The page's own list is a click away, not lost.
        page.get_by_text("Show as a list").click()
        expect(page.locator(".fallback")).to_be_visible()


def test_moments_are_discs_spells_are_bars_and_more_origins_weigh_more(chromium: Browser, site: Site) -> None:
    day = {"label": "Talks", "kind": "event", "href": None, "outlets": 1}
    value = [
        day | {"id": "a", "start": "2026-11-03T08:00:00+00:00", "end": "2026-11-03T08:01:00+00:00", "origins": 1},
        day | {"id": "b", "start": "2026-11-05T08:00", "end": "2026-11-05T08:01", "origins": 5},
        day | {"id": "c", "start": "2026-11-07", "end": "2026-11-12", "origins": 1},
        day | {"id": "d", "start": "2026-11-04", "end": None, "origins": 0},
        day | {"id": "e", "start": None, "end": None, "origins": 1},
        day | {"id": "f", "start": "soon", "end": "2026-99-99", "origins": 1},
    ]
    with opened(chromium, site.put("/marks", island("timeline", {"items": value, "now": "2026-11-06"}))) as watched:
        page = watched.page
        expect(page.locator(".tl-mark[data-mark]")).to_have_count(4)
        small, big = (page.locator(f"[data-mark={one}] .tl-dot").get_attribute("r") for one in "ab")
        assert float(small or 0) < float(big or 0)
        expect(page.locator("[data-mark=c] .tl-bar")).to_have_count(1)
        expect(page.locator("[data-mark=d] .tl-open")).to_have_count(1)
        # Half-open bounds: the last day is the eleventh.
        name = page.locator("[data-mark=c]").get_attribute("aria-label") or ""
        assert "7 November 2026 to 11 November 2026" in name


def test_one_of_five_that_lies_far_off_does_not_squeeze_the_others(chromium: Browser, site: Site) -> None:
    value = items(5)
    value[0] |= {"start": "1970-01-01", "end": "1980-01-01"}
    with opened(chromium, site.put("/far", island("timeline", {"items": value, "now": None}))) as watched:
        expect(watched.page.locator(".island-shown")).to_contain_text("4 events")
        watched.page.get_by_role("button", name="1 earlier").click()
        expect(watched.page.locator(".island-shown")).to_contain_text("5 events")


def test_a_country_that_an_event_was_in_is_seen_whole(chromium: Browser, site: Site) -> None:
    town, country = points(2)
    town |= {"place": "Las Vegas", "latitude": 36.17, "longitude": -115.14}
    country |= {"place": "United States", "latitude": 39.8, "longitude": -98.6, "precision": "country"}
    value = {"points": [town, country], "lines": [], "tiles": None}
    with opened(chromium, site.put("/country", island("map", value))) as watched:
        expect(watched.page.locator(".island-stage.ready")).to_be_visible()
        first, other = (
            watched.page.get_by_role("button", name=name).bounding_box() for name in ("Las Vegas", "United States")
        )
        stage = watched.page.locator(".island-stage").bounding_box()
        # From coast to coast is three and a half times as far as between the two.
        assert first and other and stage and abs(other["x"] - first["x"]) * 3.4 < stage["width"]


def test_the_timeline_is_worked_by_keyboard_and_wheel(chromium: Browser, site: Site) -> None:
    address = site.put("/keys", island("timeline", {"items": items(30), "now": None}))
    with opened(chromium, address) as watched:
        page = watched.page
        page.locator("[data-mark=e0]").focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator("[data-mark=e1]")).to_be_focused()
        shown = page.locator(".island-shown")
        before = shown.text_content() or ""
        page.keyboard.press("+")
        page.keyboard.press("+")
        expect(shown).not_to_have_text(before)
        page.keyboard.press("End")
        expect(page.locator(".tl-mark[tabindex='0']")).to_be_focused()
        page.keyboard.press("0")
        expect(shown).to_contain_text("30 events")
        page.keyboard.press("Enter")
        expect(page.locator(".island-card a")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator(".island-card")).to_be_hidden()
        expect(page.locator(".tl-mark[tabindex='0']")).to_be_focused()
        box = page.locator(".tl").bounding_box()
        assert box
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
        page.mouse.wheel(0, -400)
        expect(shown).not_to_contain_text("30 events")


def test_a_far_date_does_not_squeeze_the_others(chromium: Browser, site: Site) -> None:
    old = {"id": "old", "label": "The first accord", "start": "1976", "end": "1977", "kind": "event", "origins": 1}
    address = site.put("/far", island("timeline", {"items": [*items(20), old], "now": None}))
    with opened(chromium, address) as watched:
        edge = watched.page.get_by_role("button", name="1 earlier")
        expect(edge).to_be_visible()
        edge.click()
        expect(watched.page.locator(".island-shown")).to_contain_text("21 events")


def test_a_map_draws_land_marks_and_routes(chromium: Browser, site: Site) -> None:
    places = points(8)
    places[2] |= {"precision": "country", "place": "Norway"}
    lines = [
        {"from": "e0", "to": "e1", "kind": "attested"}, {"from": "e1", "to": "e3", "kind": "planned"},
        {"from": "e3", "to": "e4", "kind": "impossible"}, {"from": "e4", "to": "nowhere", "kind": "planned"},
    ]  # fmt: skip
    value = {"points": [*places, {"id": "x", "label": "No place"}], "lines": lines, "tiles": None}
    with opened(chromium, site.put("/map", island("map", value), LISTED)) as watched:
        page = watched.page
        expect(page.locator(".island-stage.ready")).to_be_visible()
        assert colours(page) > 8
        # Two events in one town are one mark with a number; a country is a mark of its own kind.
        expect(page.get_by_role("button", name="Reykjavik: 2 events")).to_be_visible()
        expect(page.locator(".mp-mark.country")).to_have_count(1)
        expect(page.locator(".island-legend")).to_contain_text("impossible")
        _map_keyboard_and_links(page)


def _map_keyboard_and_links(page: Page) -> None:
    mark = page.get_by_role("button", name="Reykjavik: 2 events")
    mark.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".island-card.pinned a")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(mark).to_be_focused()
    page.locator("[data-id=e3]").hover()
    expect(page.locator(".mp-mark.selected")).to_have_attribute(
        "aria-label", "Hamburg: Fishermen block the harbour entrance"
    )
    page.get_by_role("button", name="Hamburg: Fishermen").click()
    expect(page.locator("[data-id=e3]")).to_have_class("selected")


def test_a_style_of_ones_own_lies_below_marks_and_routes(chromium: Browser, site: Site) -> None:
    style = {
        "version": 8,
        "sources": {},
        "layers": [{"id": "b", "type": "background", "paint": {"background-color": "#080"}}],
    }
    site.pages["/style.json"] = json.dumps(style)
    value = {"points": points(3), "lines": [{"from": "e0", "to": "e1", "kind": "planned"}], "tiles": "/style.json"}
    with opened(chromium, site.put("/tiles", island("map", value))) as watched:
        expect(watched.page.locator(".island-stage.ready")).to_be_visible()
        expect(watched.page.locator(".island-legend")).to_contain_text("planned")
        expect(watched.page.locator(".mp-mark")).to_have_count(3)
        watched.page.wait_for_timeout(500)
        assert colours(watched.page) > 1


def test_axe_finds_nothing_serious(chromium: Browser, site: Site) -> None:
    parts = (
        island("timeline", {"items": items(12), "now": None}),
        island("graph", event_graph()),
        island("graph", sources_graph(40)),
        island("map", {"points": points(12), "lines": [], "tiles": None}),
    )
    with opened(chromium, site.put("/axe", *parts)) as watched:
        expect(watched.page.locator(".island-stage.ready")).to_be_visible()
        watched.page.locator(".mp-mark").first.click()
        found = Axe().run(watched.page).response["violations"]
        assert [
            (one["id"], one["nodes"][0]["html"][:120]) for one in found if one["impact"] in {"serious", "critical"}
        ] == []


def test_what_is_off_the_map_is_brought_in(chromium: Browser, site: Site) -> None:
    with opened(
        chromium, site.put("/fly", island("map", {"points": points(6), "lines": [], "tiles": None}))
    ) as watched:
        page = watched.page
        expect(page.locator(".island-stage.ready")).to_be_visible()
        for _ in range(3):
            page.get_by_role("button", name="Closer").click()
            page.wait_for_timeout(400)
        expect(page.locator(".mp-mark.away").first).to_be_attached()
        page.evaluate("document.dispatchEvent(new CustomEvent('dateline:select', {detail: {id: 'e0'}}))")
        expect(page.locator(".mp-mark.selected:not(.away)")).to_have_count(1)


def test_without_webgl_the_list_stays(chromium: Browser, site: Site) -> None:
    address = site.put("/plain", island("map", {"points": points(3), "lines": [], "tiles": None}))
    context = chromium.new_context()
    context.add_init_script("""const own = HTMLCanvasElement.prototype.getContext;
        HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
            return /webgl/.test(kind) ? null : own.call(this, kind, ...rest);
        };""")
    page = context.new_page()
    page.goto(address)
    page.wait_for_timeout(300)
    expect(page.locator(".fallback")).to_be_visible()
    expect(page.locator(".drawn")).to_have_count(0)
    context.close()


def test_a_graph_leads_from_origins_to_outlets_with_its_words(chromium: Browser, site: Site) -> None:
    with opened(chromium, site.put("/graph", island("graph", event_graph()))) as watched:
        page = watched.page
        expect(page.locator(".gr-node[data-mark]")).to_have_count(10)
        expect(page.locator(".gr-edge")).to_have_count(9)
        left, right = (page.locator(f"[data-mark='{name}']").bounding_box() for name in ("NTB", "Dagens Kyst"))
        origin = page.locator("[data-mark='Ministry of Fisheries']").bounding_box()
        assert left and right and origin and origin["x"] < left["x"] < right["x"]
        expect(page.locator(".gr-words", has_text="port records show")).to_be_visible()
        page.locator("[data-mark='Reuters']").hover()
        expect(page.locator(".island-card")).to_contain_text("according to an official familiar with the talks")
        page.locator("[data-mark='Ministry of Fisheries']").focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator(".island-card")).to_contain_text("the ministry told Reuters")
        page.locator("[data-mark='NTB']").click()
        expect(page).to_have_title("Arrived")


@pytest.mark.parametrize("number", [1, 60, 300])
def test_a_graph_of_sources_is_named_and_still(chromium: Browser, site: Site, number: int) -> None:
    with opened(chromium, site.put("/sources", island("graph", sources_graph(number)))) as watched:
        page = watched.page
        expect(page.locator(".gr-node[data-mark]")).to_have_count(number)
        names = page.locator(".gr-labels text:not(.away)")
        assert names.count() >= min(number, 9)
        first = page.locator("[data-mark=n0]").get_attribute("transform")
        page.wait_for_timeout(200)
        assert page.locator("[data-mark=n0]").get_attribute("transform") == first
        page.locator("[data-mark=n0]").focus()
        page.keyboard.press("Enter")
        expect(page).to_have_title("Arrived")


def test_map_timeline_and_page_move_together(chromium: Browser, site: Site) -> None:
    both = (
        island("timeline", {"items": items(6), "now": None}),
        island("map", {"points": points(6), "lines": [], "tiles": None}),
    )
    with opened(chromium, site.put("/both", *both, LISTED)) as watched:
        page = watched.page
        expect(page.locator(".island-stage.ready")).to_be_visible()
        page.locator("[data-mark=e1]").hover()
        expect(page.locator(".mp-mark.selected")).to_have_attribute(
            "aria-label", "Oslo: Trawlers leave the port under escort"
        )
        expect(page.locator("[data-id=e1]")).to_have_class("selected")
        page.locator(".mp-mark").filter(has_text="Tromsø").hover()
        expect(page.locator(".tl-mark.selected")).to_have_attribute("data-mark", "e2")
        # The page scrolls to what gets the focus: a mark that came below the mouse would be chosen.
        page.mouse.move(1, 1)
        page.locator("[data-id=e4]").focus()
        expect(page.locator(".tl-mark.selected")).to_have_attribute("data-mark", "e4")
        # A script's choice brings what stands for it into view.
        page.evaluate("document.dispatchEvent(new CustomEvent('dateline:select', {detail: {id: 'e39'}}))")
        expect(page.locator("[data-id=e39]")).to_be_in_viewport()


@pytest.mark.parametrize("kind", ["timeline", "map", "graph"])
def test_hostile_values_are_shown_and_never_run(chromium: Browser, site: Site, kind: str) -> None:
    rows = [
        one | {"id": f"h{n}" if n else HOSTILE[0], "label": HOSTILE[n], "href": EVIL[n], "place": HOSTILE[n]}
        for n, one in enumerate(points(6))
    ]
    nodes = [
        {"id": row["id"], "label": row["label"], "kind": HOSTILE[1], "href": row["href"], "origin": True}
        for row in rows
    ]
    edges = [{"from": rows[0]["id"], "to": row["id"], "label": row["label"], "weight": -3, "kind": 5} for row in rows]
    value = {"items": rows, "points": rows, "lines": [], "tiles": None, "nodes": nodes, "edges": edges}
    address = site.put("/hostile", island(kind, value))
    with opened(chromium, address, viewport={"width": 360, "height": 740}) as watched:
        page = watched.page
        marks = page.locator(
            {"timeline": ".tl-mark[data-mark]", "graph": ".gr-node[data-mark]", "map": ".mp-mark"}[kind]
        )
        expect(marks).to_have_count(6)
        for n in range(6):
            marks.nth(n).focus()
            expect(page.locator(".island-card")).to_be_visible()
        assert page.title() == "Islands"
        assert page.locator("[data-island] :is(img, script, iframe, [onerror], [onload])").count() == 0
        assert page.locator("[data-island] a[href]").count() == 0
        assert no_wider(page)


EMPTY: list[tuple[str, Any]] = [
    ("timeline", {}), ("timeline", {"items": []}), ("timeline", {"items": [{"id": "a", "label": "Never"}, None, 3]}),
    ("map", {}), ("map", {"points": [{"id": "a", "label": "Nowhere", "latitude": None, "longitude": 400}]}),
    ("graph", {}), ("graph", {"nodes": [], "edges": [{"from": "a", "to": "b"}]}), ("graph", "not JSON {"),
    ("timeline", "[1, 2]"), ("map", "null"), ("else", {"items": []}),
]  # fmt: skip


def test_nothing_to_draw_leaves_the_list(chromium: Browser, site: Site) -> None:
    with opened(chromium, site.put("/empty", *[island(kind, value) for kind, value in EMPTY])) as watched:
        watched.page.wait_for_timeout(300)
        assert watched.page.locator(".fallback:visible").count() == len(EMPTY)
        assert watched.page.locator(".drawn").count() == 0


def test_without_javascript_the_list_is_read(chromium: Browser, site: Site) -> None:
    address = site.put("/bare", island("timeline", {"items": items(3), "now": None}))
    with opened(chromium, address, java_script_enabled=False) as watched:
        expect(watched.page.locator(".fallback")).to_be_visible()


def test_a_phone_shows_all_three_without_scrolling_sideways(chromium: Browser, site: Site) -> None:
    parts = (
        island("timeline", {"items": items(40), "now": None}),
        island("graph", event_graph()),
        island("map", {"points": points(6), "lines": [], "tiles": None}),
    )
    phone: dict[str, Any] = {
        "viewport": {"width": 360, "height": 740},
        "color_scheme": "dark",
        "reduced_motion": "reduce",
    }
    with opened(chromium, site.put("/phone", *parts), **phone) as watched:
        page = watched.page
        expect(page.locator(".island-stage.ready")).to_be_visible()
        assert no_wider(page)
        assert colours(page) > 8
        for part in page.locator("[data-island]").all():
            box = part.bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= 360


def test_the_map_is_not_loaded_where_there_is_none(chromium: Browser, site: Site) -> None:
    address = site.put("/small", island("timeline", {"items": items(3), "now": None}))
    context = chromium.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    expect(page.locator(".tl-mark[data-mark]")).to_have_count(3)
    assert not [url for url in asked if "map" in url or "graph" in url or "world" in url]
    context.close()


def test_slash_goes_to_the_search_box_and_a_link_opens_what_is_folded(chromium: Browser, site: Site) -> None:
    folded = "<a href='#inner'>To it</a><details><summary>More</summary><p id='inner'>Inside</p></details>"
    with opened(chromium, site.put("/shortcuts", folded)) as watched:
        page = watched.page
        page.keyboard.press("/")
        expect(page.locator("input[name=q]")).to_be_focused()
        page.keyboard.press("/")
        expect(page.locator("input[name=q]")).to_have_value("/")
        page.get_by_text("To it").click()
        expect(page.locator("#inner")).to_be_visible()
        page.locator("summary").focus()
        page.keyboard.press("Escape")
        expect(page.locator("#inner")).to_be_hidden()
