"""Exports of Telegram Desktop and saved preview pages: one article a message, forwards as credits."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.collect import read_inputs, telegram
from dateline.errors import EncodingInput, FormatInput, InputError, LanguageInput, TooLargeInput
from dateline.records import Article

WORDS = "The ferry to Bergen ran aground at noon on Monday, and all passengers were brought ashore by two boats."


def message(number: int, words: object = WORDS, **fields: Any) -> dict[str, Any]:
    """A message in the form in which Telegram Desktop writes it."""
    entities = [{"type": "plain", "text": words}] if isinstance(words, str) and words else []
    return {
        "id": number,
        "type": "message",
        "date": "2023-09-16T11:30:00",
        "date_unixtime": "1694853000",
        "from": "Fjord Watch",
        "from_id": "channel1234567890",
        "text": words,
        "text_entities": entities,
        **fields,
    }


def chat(*messages: Any, **fields: Any) -> dict[str, Any]:
    return {"name": "Fjord Watch", "type": "public_channel", "id": 1234567890, **fields, "messages": list(messages)}


def written(value: object) -> str:
    """JSON as Telegram Desktop indents it."""
    return json.dumps(value, indent=1, ensure_ascii=False)


def read(path: Path, content: str | bytes, **options: Any) -> list[Article | InputError]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    limits: dict[str, Any] = {"max_characters": 1_000_000, "max_bytes": 1_000_000, "timeout": 5.0}
    return list(read_inputs([str(path)], **{**limits, **options}))


def articles(path: Path, content: str | bytes, **options: Any) -> list[Article]:
    found = read(path, content, **options)
    assert all(isinstance(row, Article) for row in found), found
    return [row for row in found if isinstance(row, Article)]


# ---------------------------------------------------------------- result.json


def test_a_message_is_an_article_of_its_channel(tmp_path: Path) -> None:
    (article,) = articles(tmp_path / "result.json", written(chat(message(7))))
    assert (article.id, article.text, article.outlet) == ("telegram-1234567890-7", WORDS, "Fjord Watch")
    assert article.published == "2023-09-16T08:30:00+00:00"
    assert article.url == "https://t.me/c/1234567890/7"
    assert (article.byline, article.credits) == (None, ())


def test_a_forward_credits_where_it_comes_from(tmp_path: Path) -> None:
    first, own, signed = articles(
        tmp_path / "result.json",
        written(
            chat(
                message(1, forwarded_from="Harbour Radio", forwarded_from_id="channel99"),
                message(2, forwarded_from="Fjord Watch"),
                message(3, forwarded_from=None, author="Jane Roe"),
            )
        ),
    )
    assert (first.outlet, first.credits) == ("Fjord Watch", ("Harbour Radio",))
    assert own.credits == ()
    assert (signed.credits, signed.byline) == ((), "Jane Roe")


def test_entities_are_joined_and_old_exports_read(tmp_path: Path) -> None:
    parts = [
        "The ferry ",
        {"type": "bold", "text": "Nordic Lark"},
        " lay off ",
        {"type": "link", "text": "t.me/x"},
        ".",
    ]
    old = {key: value for key, value in message(2, parts).items() if key not in ("text_entities", "date_unixtime")}
    new = message(1, parts, text_entities=[part if isinstance(part, dict) else {"text": part} for part in parts])
    both = articles(tmp_path / "result.json", written(chat(new, old)), language="en")
    assert [article.text for article in both] == ["The ferry Nordic Lark lay off t.me/x."] * 2
    assert [article.published for article in both] == ["2023-09-16T08:30:00+00:00", "2023-09-16T11:30:00"]


def test_what_is_no_words_is_left_out_and_counted(tmp_path: Path) -> None:
    told: list[str] = []
    export = chat(
        {"id": 1, "type": "service", "action": "create_channel", "text": "", "text_entities": []},
        message(2, "", photo="photos/photo_1.jpg"),
        {"id": 3, "type": "unsupported"},
        message(4, " \n", media_type="sticker"),
        message(5),
    )
    (article,) = articles(tmp_path / "result.json", written(export), tell=told.append)
    assert article.id.endswith("-5")
    assert len(told) == 1
    assert told[0].endswith("left out: 2")


def test_all_chats_of_an_account_are_read(tmp_path: Path) -> None:
    group = chat(message(1, **{"from": "Jane Roe"}), name="Harbour talk", type="private_supergroup", id=55)
    person = chat(message(1, **{"from": "Bo Li"}), name="Bo Li", type="personal_chat", id=66)
    saved = chat(message(1, forwarded_from="Harbour Radio"), type="saved_messages", id=77)
    del saved["name"]
    export = {
        "about": 'Here is the data: "messages": [ and so on',
        "personal_information": {"user_id": 1, "first_name": "Bo", "bio": "{"},
        "contacts": {"about": "", "list": [{"user_id": 2, "first_name": "Eva"}]},
        "chats": {"about": "", "list": [chat(message(1, 'He wrote "messages": [{ twice. ' + WORDS)), group, saved]},
        "left_chats": {"about": "", "list": [person]},
    }
    found = articles(tmp_path / "result.json", written(export))
    assert [(article.outlet, article.byline) for article in found] == [
        ("Fjord Watch", None),
        ("Harbour talk", "Jane Roe"),
        (None, "Fjord Watch"),
        ("Bo Li", None),
    ]
    assert found[2].credits == ("Harbour Radio",)
    assert found[1].url == "https://t.me/c/55/1"
    assert found[3].url is None


def test_an_edited_message_keeps_its_id(tmp_path: Path) -> None:
    (before,) = articles(tmp_path / "a.json", written(chat(message(7))))
    (after,) = articles(
        tmp_path / "b.json", written(chat(message(7, f"{WORDS} No one was hurt.", edited_unixtime="1694860000")))
    )
    assert before.id == after.id
    assert before.text != after.text


def test_the_control_characters_of_telegram_desktop_are_read(tmp_path: Path) -> None:
    content = written(chat(message(1, WORDS + " MARK and \\x41 stay."), message(2))).replace("MARK", "\\x1F")
    first, second = articles(tmp_path / "result.json", content)
    assert "\x1f and \\x41 stay" in first.text
    assert second.text == WORDS


def test_a_broken_message_costs_itself_alone(tmp_path: Path) -> None:
    content = written(chat(message(1), message(2, "BROKEN"), message(3))).replace('"BROKEN"', "BROKEN", 1)
    first, bad, last = read(tmp_path / "result.json", content)
    assert isinstance(first, Article)
    assert isinstance(bad, FormatInput)
    assert "message 2" in bad.where
    assert isinstance(last, Article)
    assert last.id.endswith("-3")


def test_a_truncated_export_keeps_what_is_there(tmp_path: Path) -> None:
    content = written(chat(*(message(number) for number in range(50))))
    found = read(tmp_path / "result.json", content[: len(content) // 2])
    assert len(found) > 20
    assert all(isinstance(row, Article) for row in found[:-1])
    assert isinstance(found[-1], FormatInput)


def test_an_export_larger_than_the_limit_is_read_block_by_block(tmp_path: Path) -> None:
    content = written(chat(*(message(number) for number in range(300)), message(300, WORDS * 300), message(301)))
    found = read(tmp_path / "result.json", content, max_bytes=20_000)
    assert sum(isinstance(row, Article) for row in found) == 301
    (bad,) = (row for row in found if isinstance(row, InputError))
    assert isinstance(bad, TooLargeInput)
    assert isinstance(found[-1], Article)


def test_other_bytes_and_languages_err_alone(tmp_path: Path) -> None:
    content = written(
        chat(message(1, f"{WORDS} MARK"), message(2), message(3, "Встреча прошла в субботу " * 5))
    ).encode()
    bad, good, russian = read(tmp_path / "result.json", content.replace(b"MARK", b"caf\xe9"))
    assert isinstance(bad, EncodingInput)
    assert isinstance(good, Article)
    assert isinstance(russian, LanguageInput)


def test_json_lines_with_messages_in_them_stay_json_lines(tmp_path: Path) -> None:
    (article,) = articles(tmp_path / "a.jsonl", json.dumps({"id": "1", "text": WORDS, "messages": [1]}))
    assert article.text == WORDS


@given(st.text(max_size=200), st.integers(0, 400))
def test_no_words_and_no_cut_trip_it(words: str, cut: int) -> None:
    content = json.dumps(chat(message(1, words), message(2))).encode()
    for given_ in (content, content[:cut], content[:cut] + content[cut + 7 :]):
        counts = telegram.Counts()
        found = list(telegram.messages(io.BytesIO(given_), where="x", max_bytes=10_000, counts=counts))
        assert all(isinstance(row, (InputError, tuple)) for row in found)
    whole = list(telegram.messages(io.BytesIO(content), where="x", max_bytes=10_000, counts=telegram.Counts()))
    assert len(whole) == (2 if words.strip() else 1)


# ---------------------------------------------------------------- pages

EXPORT = """<!DOCTYPE html><html><head><meta charset="utf-8"/><title>Exported Data</title></head><body>
<div class="page_wrap"><div class="page_header"><div class="content"><div class="text bold">
Fjord Watch
</div></div></div><div class="page_body chat_page"><div class="history">
<div class="message service" id="message-1"><div class="body details">16 September 2023</div></div>
<div class="message default clearfix" id="message10"><div class="pull_left userpic_wrap"></div><div class="body">
 <div class="pull_right date details" title="16.09.2023 11:30:00 UTC+03:00">11:30</div>
 <div class="from_name">Fjord Watch</div>
 <div class="text">The <strong>ferry</strong> to <a href="https://a.example">Bergen</a> ran aground.<br><br>All &lt; 300
 passengers were brought ashore, and the harbour was closed.</div></div></div>
<div class="message default clearfix joined" id="message11"><div class="body">
 <div class="pull_right date details" title="16.09.2023 11:31:00">11:31</div>
 <div class="reply_to details">In reply to <a href="#go_to_message10">this message</a></div>
 <div class="media_wrap clearfix"><a class="photo_wrap" href="photos/1.jpg"></a></div>
 <div class="text">{words}</div></div></div>
<div class="message default clearfix" id="message12"><div class="body">
 <div class="pull_right date details" title="16.09.2023 11:32:00 UTC+03:00">11:32</div>
 <div class="from_name">Jane Roe</div>
 <div class="forwarded body"><div class="from_name">Harbour Radio <span class="date details" title="">
 16.09.2023 09:00:00</span></div><div class="text">{words}</div></div></div></div>
<div class="message default clearfix joined" id="message13"><div class="body">
 <div class="pull_right date details" title="16.09.2023 11:33:00 UTC+03:00">11:33</div>
 <div class="media_wrap clearfix"><div class="media"><div class="title bold">Video</div></div></div></div></div>
</div></div></div></body></html>"""

PREVIEW = """<!DOCTYPE html><html><head><title>Fjord Watch – Telegram</title></head><body class="tgme_page">
<main class="tgme_main"><section class="tgme_channel_history">
<div class="tgme_widget_message_wrap"><div class="tgme_widget_message js-widget_message" data-post="fjordwatch/500">
 <div class="tgme_widget_message_author"><a class="tgme_widget_message_owner_name" href="https://t.me/fjordwatch">
 <span dir="auto">Fjord Watch</span></a></div>
 <div class="tgme_widget_message_forwarded_from">Forwarded from
 <a class="tgme_widget_message_forwarded_from_name" href="https://t.me/harbour/77">Harbour Radio</a></div>
 <a class="tgme_widget_message_reply" href="https://t.me/fjordwatch/499"><div class="tgme_widget_message_text
 js-message_reply_text">What was said before</div></a>
 <div class="tgme_widget_message_text js-message_text" dir="auto">{words}<br/>It was <b>towed</b> away.</div>
 <div class="tgme_widget_message_footer"><span class="tgme_widget_message_meta">edited <a
 class="tgme_widget_message_date" href="https://t.me/fjordwatch/500"><time datetime="2023-09-16T08:30:00+00:00"
 class="time">08:30</time></a></span></div></div></div>
<div class="tgme_widget_message service_message" data-post="fjordwatch/501">
 <div class="tgme_widget_message_text">Channel photo updated</div></div>
<div class="tgme_widget_message" data-post="fjordwatch/502"><a class="tgme_widget_message_photo_wrap"></a>
 <a class="tgme_widget_message_date"><time datetime="2023-09-16T09:30:00+00:00"></time></a></div>
</section></main></body></html>"""


def test_the_html_of_an_export_is_read(tmp_path: Path) -> None:
    told: list[str] = []
    page = EXPORT.replace("{words}", WORDS)
    first, joined, forward = articles(tmp_path / "messages.html", page, tell=told.append)
    assert first.text == (
        "The ferry to Bergen ran aground.\nAll < 300 passengers were brought ashore, and the harbour was closed."
    )
    assert (first.id, first.outlet, first.byline) == ("telegram-Fjord Watch-10", "Fjord Watch", None)
    assert (first.published, joined.published) == ("2023-09-16T11:30:00+03:00", "2023-09-16T11:31:00")
    assert (joined.outlet, joined.byline, joined.text) == ("Fjord Watch", None, WORDS)
    assert (forward.byline, forward.credits, forward.text) == ("Jane Roe", ("Harbour Radio",), WORDS)
    assert len(told) == 1


def test_a_saved_preview_page_is_read(tmp_path: Path) -> None:
    (article,) = articles(tmp_path / "fjordwatch.html", PREVIEW.replace("{words}", WORDS))
    assert article.text == f"{WORDS}\nIt was towed away."
    assert (article.id, article.url) == ("telegram-fjordwatch-500", "https://t.me/fjordwatch/500")
    assert (article.outlet, article.credits) == ("Fjord Watch", ("Harbour Radio",))
    assert article.published == "2023-09-16T08:30:00+00:00"


def test_a_folder_of_an_export_is_its_chats(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "chats" / "chat_01").mkdir(parents=True)
    head = '<!DOCTYPE html><html><head><title>Exported Data</title></head><body><div class="page_wrap">'
    (tmp_path / "export_results.html").write_text(f'{head}<div class="page_body"><p>{WORDS * 3}</p></div></div>')
    (tmp_path / "lists" / "chats.html").write_text(f'{head}<div class="page_body list_page">{WORDS}</div></div>')
    (tmp_path / "chats" / "chat_01" / "messages.html").write_text(EXPORT.replace("{words}", WORDS))
    found = list(read_inputs([str(tmp_path)], max_characters=10_000, max_bytes=100_000, timeout=5))
    assert [type(one) for one in found] == [Article] * 3


def test_a_page_of_another_kind_stays_a_page(tmp_path: Path) -> None:
    page = (
        f'<html><body><div class="page_wrap"><article><h1>Ferry</h1><p>{WORDS}</p><p>{WORDS}</p></article></div></html>'
    )
    (found,) = articles(tmp_path / "a.html", page)
    assert WORDS in found.text


@pytest.mark.parametrize("page", [EXPORT, PREVIEW])
def test_cut_pages_never_trip_it(tmp_path: Path, page: str) -> None:
    for end in range(0, len(page), 97):
        found = read(tmp_path / "a.html", page[:end] + "<" * 20, language="en")
        assert not any("class=" in one.text for one in found if isinstance(one, Article)), "markup is read as text"
