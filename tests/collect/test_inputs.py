"""Inputs as a user names them, to articles or one clear error each."""

from __future__ import annotations

import io
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.collect import article_from, count, read_inputs
from dateline.errors import (
    BinaryInput,
    EmptyInput,
    EncodingInput,
    FormatInput,
    InputError,
    LanguageInput,
    NotFoundInput,
    TooLargeInput,
)
from dateline.records import Article

ENGLISH = "The two leaders met at Hofdi House on Saturday and spoke for two hours about missiles in Europe.\n"
RUSSIAN = "Встреча двух руководителей прошла в субботу в доме Хёвди и длилась два часа, говорилось о ракетах в Европе."
GERMAN = "Die beiden Staatschefs trafen sich am Samstag im Haus Höfdi und sprachen zwei Stunden lang über die Raketen."


def read(*inputs: object, **options: Any) -> list[Article | InputError]:
    limits: dict[str, Any] = {"max_characters": 10_000, "max_bytes": 100_000, "timeout": 5.0}
    return list(read_inputs([str(given) for given in inputs], **{**limits, **options}))


def articles(*inputs: object, **options: Any) -> list[Article]:
    found = read(*inputs, **options)
    assert all(isinstance(row, Article) for row in found), found
    return [row for row in found if isinstance(row, Article)]


def error(*inputs: object, **options: Any) -> InputError:
    (found,) = read(*inputs, **options)
    assert isinstance(found, InputError)
    assert "\n" not in str(found)
    return found


def lines(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


# ---------------------------------------------------------------- JSON lines


def test_a_line_keeps_its_text_and_fields(tmp_path: Path) -> None:
    row = {"id": "x-1", "text": f"  {ENGLISH}\r\n\t", "title": "Talks", "published": "1986-10-11T18:30:00Z"}
    (article,) = articles(lines(tmp_path / "a.jsonl", {**row, "url": "https://www.tass.com/a", "pages": [1, 2]}))
    assert (article.id, article.text, article.title) == ("x-1", row["text"], "Talks")
    assert (article.published, article.language, article.outlet) == ("1986-10-11T18:30:00Z", "en", "TASS")


@pytest.mark.parametrize(
    ("outlet", "url", "name"),
    [
        ("ITAR-TASS", None, "TASS"),
        ("tass.com", None, "TASS"),
        ("usa-today", None, "USA Today"),
        (None, "https://www.tass.com/world/1", "TASS"),
        ("Fjord Post", "https://www.tass.com/world/1", "Fjord Post"),
        (None, "https://fjord.example/1", None),
        (None, "http://[bad", None),
    ],
)
def test_outlets_go_by_the_atlass_name(outlet: str | None, url: str | None, name: str | None) -> None:
    assert article_from({"text": ENGLISH, "outlet": outlet, "url": url}).outlet == name


def test_a_missing_id_is_the_same_in_every_run_and_differs_by_content(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", {"text": ENGLISH}, {"text": ENGLISH, "outlet": "Fjord Post"}, {"text": "Else."})
    first, again = ([article.id for article in articles(path)] for _ in range(2))
    assert first == again
    assert len(set(first)) == 3


@pytest.mark.parametrize(
    ("row", "kind", "words"),
    [
        ('{"text": "a", ', FormatInput, "broken JSON"),
        ("[1]", FormatInput, "no object"),
        ('"text"', FormatInput, "no object"),
        ("{}", FormatInput, 'no "text"'),
        ('{"body": "Words."}', FormatInput, "'body'"),
        ('{"text": 7}', FormatInput, "a number"),
        ('{"text": null}', FormatInput, "null"),
        ('{"text": " \\n\\u200b "}', EmptyInput, "no text"),
        ('{"text": "a", "id": 7}', FormatInput, '"id" is a number'),
        ('{"text": "a", "title": ["b"]}', FormatInput, '"title" is a list'),
        ('{"text": "a", "published": "16 September"}', FormatInput, "ISO 8601"),
        ('{"text": "a", "published": "2023-13-01"}', FormatInput, "ISO 8601"),
        ('{"text": "a", "published": 1694822400}', FormatInput, "a number"),
        ('{"text": "half \\ud83d"}', FormatInput, "ud83d"),
        ('{"text": "a", "language": "ru"}', LanguageInput, "English"),
        ('{"text": ' + "[" * 50_000, FormatInput, "nesting"),
        ('{"text": ' + "9" * 5_000 + "}", FormatInput, "number"),
    ],
)
def test_a_bad_line_names_file_and_line_and_the_others_go_on(
    tmp_path: Path, row: str, kind: type[InputError], words: str
) -> None:
    good = json.dumps({"text": ENGLISH})
    path = tmp_path / "a.jsonl"
    path.write_text(f"{good}\n{row}\n\n{good}\n", encoding="utf-8")
    first, bad, last = read(path)
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert type(bad) is kind
    assert bad.where == f"{path}:2"
    assert words in bad.problem


def test_a_line_in_another_encoding_errs_alone(tmp_path: Path) -> None:
    good = json.dumps({"text": ENGLISH}).encode()
    (tmp_path / "a.jsonl").write_bytes(good + b'\n{"text": "caf\xe9"}\n' + good)
    first, bad, last = read(tmp_path / "a.jsonl")
    assert isinstance(bad, EncodingInput)
    assert isinstance(first, Article)
    assert isinstance(last, Article)


def test_byte_order_mark_crlf_and_blank_lines_are_no_matter(tmp_path: Path) -> None:
    row = json.dumps({"text": ENGLISH}).encode()
    (tmp_path / "a.jsonl").write_bytes(b"\xef\xbb\xbf\r\n" + row + b"\r\n\r\n" + row)
    assert [article.text for article in articles(tmp_path / "a.jsonl")] == [ENGLISH, ENGLISH]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
def test_json_lines_in_utf_16_are_read(tmp_path: Path, encoding: str) -> None:
    mark = "\ufeff" if encoding.endswith("be") else ""
    rows = "\n".join(json.dumps({"text": text}, ensure_ascii=False) for text in (ENGLISH, "Höfdi House stood."))
    (tmp_path / "a.jsonl").write_bytes((mark + rows).encode(encoding))
    assert [article.text for article in articles(tmp_path / "a.jsonl")] == [ENGLISH, "Höfdi House stood."]


def test_a_json_file_may_be_one_object_or_an_array(tmp_path: Path) -> None:
    one, many = tmp_path / "one.json", tmp_path / "many.json"
    one.write_text(json.dumps({"text": ENGLISH, "title": "Talks"}, indent=2), encoding="utf-8")
    many.write_text(json.dumps([{"text": ENGLISH}, {"text": 3}, {"text": "More."}], indent=1), encoding="utf-8")
    assert articles(one)[0].title == "Talks"
    first, bad, last = read(many)
    assert isinstance(bad, FormatInput)
    assert bad.where.endswith("many.json[2]")
    assert [row.text for row in (first, last) if isinstance(row, Article)] == [ENGLISH, "More."]


def test_a_line_beyond_the_limit_is_passed_over_without_being_kept(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", {"text": "a " * 200_000}, {"text": "b " * 8_000}, {"text": ENGLISH})
    long, large, good = read(path)
    assert isinstance(long, TooLargeInput)
    assert isinstance(large, TooLargeInput)
    assert "16000 characters" in large.problem
    assert isinstance(good, Article)


def test_lines_are_read_as_they_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text((json.dumps({"text": ENGLISH}) + "\n") * 100, encoding="utf-8")
    with path.open("ab") as file:
        file.truncate(20_000_000_000)  # sparse: 20 GB that would take minutes to read
    begun = time.perf_counter()
    rows = read_inputs([str(path)], max_characters=10_000, max_bytes=1_000_000, timeout=5)
    assert isinstance(next(rows), Article)
    assert count([str(path)]) is None
    assert time.perf_counter() - begun < 2


# ---------------------------------------------------------------- text


def test_plain_text_is_kept_to_the_last_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbf\r\n  " + ENGLISH.encode() + b"\r\n\r\n")
    assert articles(path)[0].text == f"\r\n  {ENGLISH}\r\n\r\n"


def test_the_rule_that_told_the_date_is_kept_and_changes_no_id(tmp_path: Path) -> None:
    stated, ruled = {"text": ENGLISH, "published": "1986-10-12"}, {"dated_by": "the desk's log"}
    placed = {"text": f"MOSCOW, Oct. 11, 1986 (TASS) -- {ENGLISH}"}
    found = articles(lines(tmp_path / "a.jsonl", stated, {**stated, **ruled}, {"text": ENGLISH, **ruled}, placed))
    assert [one.dated_by for one in found] == ["given", "the desk's log", None, "dateline"]
    assert found[0].id == found[1].id
    (bare,) = articles(lines(tmp_path / "b.jsonl", {"text": ENGLISH, **ruled}), published="1986-10-11")
    assert (bare.published, bare.dated_by) == ("1986-10-11", "option")
    head = '<meta property="article:published_time" content="1986-10-12T08:00:00Z">'
    page = f"<!DOCTYPE html><html><head>{head}</head><body><h1>Talks</h1><p>{ENGLISH}</p></body></html>"
    (tmp_path / "c.html").write_text(page, encoding="utf-8")
    assert articles(tmp_path / "c.html")[0].dated_by == "meta article:published_time"


def test_defaults_fill_in_only_what_the_article_does_not_say(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ENGLISH, encoding="utf-8")
    rows = lines(tmp_path / "b.jsonl", {"text": ENGLISH, "published": "1986-10-12", "outlet": "Fjord Post"})
    text, row = articles(tmp_path / "a.txt", rows, published="19861011", outlet="ITAR-TASS")
    assert (text.published, text.outlet) == ("1986-10-11", "TASS")
    assert (row.published, row.outlet) == ("1986-10-12", "Fjord Post")


@pytest.mark.parametrize(
    ("name", "content", "kind", "words"),
    [
        ("a.txt", b"", EmptyInput, "empty"),
        ("a.txt", b" \n\t\n", EmptyInput, "no text"),
        ("a.jsonl", b"\n\n", EmptyInput, "blank"),
        ("a.txt", b"%PDF-1.7\n%\xe2\xe3", BinaryInput, "pdftotext"),
        ("a.pdf", b"%PDF-1.7\n%\xe2\xe3", BinaryInput, "pdftotext"),
        ("a", b"PK\x03\x04\x14\0\0\0", BinaryInput, "zip"),
        ("a.html", b"\x89PNG\r\n\x1a\n\0\0", BinaryInput, "image"),
        ("a.txt", b"some\0thing", BinaryInput, "NUL"),
        ("a.docx", b"PK\x03\x04", BinaryInput, "plain text"),
        ("a.txt", b"The caf\xe9 in Reykjav\xedk was closed.", EncodingInput, "iconv"),
        ("a.txt", ENGLISH.encode("utf-16-le"), EncodingInput, "UTF-16LE"),
        ("a.txt", b"word " * 40_000, TooLargeInput, "100000 bytes"),
        ("a.txt", b"word " * 3_000, TooLargeInput, "15000 characters"),
        ("a.txt", RUSSIAN.encode(), LanguageInput, "Russian"),
        ("a.txt", GERMAN.encode(), LanguageInput, "German"),
    ],
)
def test_what_is_no_english_text_is_refused_with_advice(
    tmp_path: Path, name: str, content: bytes, kind: type[InputError], words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    bad = error(tmp_path / name)
    assert type(bad) is kind
    assert words in bad.problem
    assert str(tmp_path / name) in str(bad)


def test_utf_16_with_its_mark_is_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(ENGLISH.encode("utf-16"))
    assert articles(tmp_path / "a.txt")[0].text == ENGLISH


def test_a_stated_language_is_trusted_and_a_headline_is_not_judged(tmp_path: Path) -> None:
    rows = lines(tmp_path / "a.jsonl", {"text": GERMAN, "language": "en-US"}, {"text": "Reykjavik: Gipfel geplatzt"})
    assert [article.language for article in articles(rows)] == ["en-US", "en"]


def test_short_text_in_another_script_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("김정은 위원장 방문", encoding="utf-8")
    assert "Korean" in error(tmp_path / "a.txt").problem


# ---------------------------------------------------------------- folders, standard input, names


def test_a_folder_gives_its_articles_in_order_and_passes_over_the_rest(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("a.txt", "b/c.md", "c", ".git/x.txt", ".hidden.txt", "b/style.css"):
        (tmp_path / name).write_text(f"Text of {name} from the talks.", encoding="utf-8")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n\0")
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    (tmp_path / "z.txt").write_bytes(b"caf\xe9")
    found = read(tmp_path)
    assert [row.text[8:-16] for row in found if isinstance(row, Article)] == ["a.txt", "b/c.md", "c"]
    assert [type(row) for row in found[3:]] == [EncodingInput]


def test_an_empty_folder_and_a_missing_file_are_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    empty, missing, odd = read(tmp_path / "empty", tmp_path / "nothing.txt", "a\0b")
    assert isinstance(empty, EmptyInput)
    assert isinstance(missing, NotFoundInput)
    assert isinstance(odd, NotFoundInput)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "a.txt").chmod(0)
    assert "permission" in error(tmp_path / "a.txt").problem.lower()


@pytest.mark.parametrize(
    "content",
    [
        ENGLISH,
        json.dumps({"text": ENGLISH}),
        f"<!DOCTYPE html><html><body><article><p>{ENGLISH}</p><p>{ENGLISH}</p></article></body></html>",
    ],
)
def test_standard_input_is_told_apart_by_what_it_holds(content: str) -> None:
    stream = io.BytesIO(content.encode())
    (article,) = articles("-", stdin=stream)
    assert article.text.startswith(ENGLISH.strip())
    assert "{" not in article.text
    assert "<" not in article.text
    assert not stream.closed


def test_a_pipe_is_read(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.write(writer, ENGLISH.encode())
    os.close(writer)
    try:
        assert articles(f"/dev/fd/{reader}")[0].text == ENGLISH
    finally:
        os.close(reader)


def test_counting_tells_lines_and_files(tmp_path: Path) -> None:
    rows = lines(tmp_path / "a.jsonl", *({"text": ENGLISH} for _ in range(7)))
    (tmp_path / "b.txt").write_text(ENGLISH, encoding="utf-8")
    assert count([str(rows)]) == 7
    assert count([str(tmp_path), "https://example.org/a", "missing"]) == 10
    assert count([str(rows), "-"]) is None


# ---------------------------------------------------------------- Python and hostile text


def test_an_article_from_python_is_checked_the_same_way() -> None:
    article = article_from({"text": "MOSCOW, Oct. 11 (TASS) -- " + ENGLISH, "published": "1986-10-11"})
    assert article.credits == ("TASS",)
    assert article.dateline is not None
    assert article.dateline.span.article == article.id
    with pytest.raises(FormatInput):
        article_from({"txt": ENGLISH})


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.text(max_size=100).map(lambda text: f'{{"text": "{text}"}}\n[{{'.encode("utf-8", "replace"))
    | st.text(max_size=100).map(lambda text: f"<html><p {text}>{text}".encode("utf-8", "replace")),
    name=st.sampled_from(["a.jsonl", "a.json", "a.txt", "a.html", "a", "a.xyz"]),
)
def test_any_bytes_give_articles_or_errors_and_nothing_else(tmp_path: Path, content: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(content)
    found = read(tmp_path / name)
    assert found
    for row in found:
        assert isinstance(row, Article | InputError)
        str(row).encode("utf-8")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
def test_any_text_comes_back_exactly_from_a_line(tmp_path: Path, text: str) -> None:
    (found,) = read(lines(tmp_path / "a.jsonl", {"text": text, "language": "en"}))
    if isinstance(found, Article):
        assert found.text == text
        if found.dateline:
            assert 0 <= found.dateline.span.start < found.dateline.span.end <= len(text)
    else:
        assert isinstance(found, EmptyInput)
        assert not any(char.isalnum() for char in text)


@pytest.mark.parametrize(
    "piece", ["A", "A ", "A\n", "(", "A,", "A. ", "By ", " - ", "\u202e", "©", "1 ", "A/", "with AFP. "]
)
def test_a_megabyte_of_anything_is_quick(piece: str) -> None:
    text = "x" + piece * (990_000 // len(piece)) + "x"
    begun = time.perf_counter()
    assert article_from({"text": text, "language": "en"}).text == text
    assert time.perf_counter() - begun < 1
