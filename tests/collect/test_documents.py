"""Mails, PDFs and agencies' items (ninjs, NewsML-G2): what they state is taken, and nothing that they do trips us."""

from __future__ import annotations

import json
import time
import zlib
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.collect import eml, newsml, pdf, read_inputs
from dateline.errors import BinaryInput, EmptyInput, EncodingInput, FormatInput, InputError, TooLargeInput
from dateline.records import Article

WORDS = "The ferry to Bergen ran aground at noon on Monday, and all passengers were brought ashore by two boats."
MORE = "The harbour master said that the ship would be towed away on Tuesday, and that nobody had been hurt in it."


def read(path: Path, content: bytes | str, **options: Any) -> list[Article | InputError]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    limits: dict[str, Any] = {"max_characters": 1_000_000, "max_bytes": 5_000_000, "timeout": 5.0}
    return list(read_inputs([str(path)], **{**limits, **options}))


def article(path: Path, content: bytes | str, **options: Any) -> Article:
    (found,) = read(path, content, **options)
    assert isinstance(found, Article), found
    return found


def error(path: Path, content: bytes | str, **options: Any) -> InputError:
    (found,) = read(path, content, **options)
    assert isinstance(found, InputError), found
    assert "\n" not in str(found)
    assert str(path) in found.where
    return found


# ---------------------------------------------------------------- mails


def mail(plain: str | None = f"{WORDS}\n\n{MORE} {MORE}\n", html: str | None = None, **fields: str) -> EmailMessage:
    out = EmailMessage()
    stated = {"From": "Fjord Post <news@post.example>", "Date": "Sat, 16 Sep 2023 08:30:00 +0300"}
    for name, value in {**stated, "Subject": "Ferry aground", "Message-ID": "<1@post.example>", **fields}.items():
        out[name.replace("_", "-")] = value
    if plain is not None:
        out.set_content(plain)
    if html is not None and plain is not None:
        out.add_alternative(html, subtype="html")
    elif html is not None:
        out.set_content(html, subtype="html")
    return out


def test_a_mail_gives_its_words_sender_subject_and_date(tmp_path: Path) -> None:
    found = article(tmp_path / "a.eml", mail().as_bytes())
    assert found.text == f"{WORDS}\n\n{MORE} {MORE}"
    assert (found.id, found.title, found.outlet) == ("<1@post.example>", "Ferry aground", "Fjord Post")
    assert found.published == "2023-09-16T08:30:00+03:00"


def test_an_outlet_is_known_by_its_senders_domain(tmp_path: Path) -> None:
    found = article(tmp_path / "a.eml", mail(From="Morning <daily@mail.reuters.com>").as_bytes())
    assert found.outlet == "Reuters"


def test_the_html_part_stands_in_for_a_plain_one_without_words(tmp_path: Path) -> None:
    html = f"<html><body><table><tr><td><h1>Ferry</h1><p>{WORDS}</p><p>{MORE}</p></td></tr></table></body></html>"
    for given_ in (mail(None, html), mail("This mail has pictures.", html)):
        found = article(tmp_path / "a.eml", given_.as_bytes())
        assert WORDS in found.text
        assert "<p>" not in found.text
        assert "pictures" not in found.text


def test_charsets_and_words_in_the_header_are_decoded(tmp_path: Path) -> None:
    made = mail(Subject="Fähre läuft auf")
    made.set_content(f"{WORDS} Höfdi – café. {MORE} {MORE} {MORE}", charset="windows-1252")
    found = article(tmp_path / "a.eml", made.as_bytes())
    assert "Höfdi – café" in found.text
    assert found.title == "Fähre läuft auf"


def test_attachments_are_no_text(tmp_path: Path) -> None:
    made = mail()
    made.add_attachment("The secret of the attachment.", filename="a.txt")
    assert "secret" not in article(tmp_path / "a.eml", made.as_bytes()).text


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", EmptyInput),
        (b"no mail at all", FormatInput),
        (b"\n\nno header", FormatInput),
        (b"From: a@b.example\n\n", EmptyInput),
        (b"From: a@b.example\nContent-Type: text/plain; charset=utf-8\n\n" + b"caf\xe9 " * 50, EncodingInput),
        (b"From: a@b.example\nContent-Type: image/png\n\nx", EmptyInput),
        (b"From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\na\n" * 3_000, TooLargeInput),
    ],
)
def test_a_mail_that_cannot_be_read_is_said(tmp_path: Path, content: bytes, kind: type[InputError]) -> None:
    assert type(error(tmp_path / "a.eml", content)) is kind


def test_hostile_headers_and_nesting_do_no_harm(tmp_path: Path) -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(3_000))
    assert isinstance(error(tmp_path / "a.eml", b"From: a@b.example\n" + nested), InputError)
    header = "From: =?x?q?=E9?= <@@>\nDate: 99 Foo 20000000000 99:99\nSubject: =?utf-8?b?////?=\nMessage-ID: <\n"
    bad = f"{header}\n{WORDS} {MORE}"
    found = article(tmp_path / "b.eml", bad + MORE)
    assert found.published is None
    started = time.perf_counter()
    read(tmp_path / "c.eml", b"From: " + b"(" * 500_000 + b"\n\nx")
    read(tmp_path / "e.eml", b"Subject: a\nContent-Type: text/plain" + b";a=1" * 400_000 + b"\n\n" + WORDS.encode())
    read(tmp_path / "d.eml", b"Subject: " + b"=?utf-8?q?a?= " * 30_000 + b"\n\n" + WORDS.encode())
    assert time.perf_counter() - started < 10


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_trip_a_mail(content: bytes) -> None:
    for given_ in (content, b"From: a@b.example\nContent-Type: " + content):
        with suppress(InputError):
            assert eml.fields(given_, where="x")["text"] is not None


# ---------------------------------------------------------------- PDFs


def made_pdf(*pages: list[str], title: str | None = None) -> bytes:
    """A PDF of one font: for each page its lines, as they are set."""
    streams = [
        "BT /F1 11 Tf 14 TL 50 780 Td "
        + " ".join(f"({line.replace('(', '[').replace(')', ']')}) Tj T*" for line in lines)
        + " ET"
        for lines in pages
    ]
    count = len(pages)
    objects = ["<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(count))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {count} >>")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    for at, stream in enumerate(streams):
        resources = "/Resources << /Font << /F1 3 0 R >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {resources} /Contents {5 + 2 * at} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    info = f"/Info {len(objects) + 1} 0 R" if title else ""
    if title:
        objects.append(f"<< /Title ({title}) >>")
    return assembled([one.encode("latin-1") for one in objects], info)


def assembled(objects: list[bytes], info: str = "") -> bytes:
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, one in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {info} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


SET = [
    "Ferry aground",
    "The ferry to Bergen ran aground at noon on Monday, and all of its passen-",
    "gers were brought ashore by two boats, as the harbour master told the city",
    "council.",
    "The ship is to be towed away on Tuesday, he said, and nobody had been hurt.",
]


def test_the_text_layer_is_joined_to_paragraphs(tmp_path: Path) -> None:
    found = article(tmp_path / "a.pdf", made_pdf(SET, ["A second page tells more of it."], title="Ferry aground"))
    lines = found.text.split("\n")
    assert lines[0] == "Ferry aground"
    assert lines[1].startswith("The ferry to Bergen ran aground at noon on Monday, and all of its passengers were")
    assert lines[1].endswith("the city council.")
    assert "A second page tells more of it." in found.text
    assert (found.title, found.published) == ("Ferry aground", None)


def test_a_title_that_is_not_in_the_text_is_not_taken(tmp_path: Path) -> None:
    assert article(tmp_path / "a.pdf", made_pdf(SET, title="Microsoft Word - final2.doc")).title is None


def test_a_pdf_is_known_by_its_first_bytes(tmp_path: Path) -> None:
    assert "Bergen" in article(tmp_path / "no-ending", made_pdf(SET)).text
    assert "Bergen" in article(tmp_path / "wrong.txt", made_pdf(SET)).text


def test_a_scan_is_said_to_have_no_text(tmp_path: Path) -> None:
    found = error(tmp_path / "a.pdf", made_pdf([]))
    assert isinstance(found, EmptyInput)
    assert "text layer" in found.problem


def test_a_locked_pdf_is_said(tmp_path: Path) -> None:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=tmp_path / "a.pdf") if (tmp_path / "a.pdf").write_bytes(made_pdf(SET)) else None
    assert writer is not None
    writer.encrypt("secret", algorithm="RC4-128")
    with (tmp_path / "b.pdf").open("wb") as file:
        writer.write(file)
    found = error(tmp_path / "b.pdf", (tmp_path / "b.pdf").read_bytes())
    assert isinstance(found, BinaryInput)
    assert "password" in found.problem


def test_cut_and_hostile_pdfs_are_refused_and_hang_nothing(tmp_path: Path) -> None:
    whole = made_pdf(SET)
    started = time.perf_counter()
    for end in range(9, len(whole) - 1, len(whole) // 12):
        (found,) = read(tmp_path / "cut.pdf", whole[:end])
        assert isinstance(found, (Article, InputError))
    bomb = zlib.compress(b"BT " + b"(a) Tj " * 30_000_000, 9)
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(bomb), bomb)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>"
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    root = b"<< /Type /Catalog /Pages 2 0 R >>"
    assert isinstance(error(tmp_path / "bomb.pdf", assembled([root, tree, page, stream])), InputError)
    loop = b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"
    assert isinstance(error(tmp_path / "loop.pdf", assembled([root, loop])), InputError)
    assert time.perf_counter() - started < 20


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1_500), st.binary(min_size=1, max_size=20))
def test_no_damage_trips_a_pdf(at: int, junk: bytes) -> None:
    whole = made_pdf(SET)
    with suppress(InputError):
        assert isinstance(pdf.fields(whole[:at] + junk + whole[at + len(junk) :], where="x")["text"], str)


# ---------------------------------------------------------------- ninjs

NINJS = {
    "uri": "urn:newsml:fjord.example:20230916:1",
    "type": "text",
    "versioncreated": "2023-09-16T08:30:00Z",
    "language": "en",
    "headline": "Ferry aground",
    "byline": "Jane Roe",
    "copyrightholder": "Fjord News Service",
    "infosource": [{"name": "Associated Press"}],
    "body_xhtml": f"<p>{WORDS}</p><p>{MORE}</p>",
}
NINJS_3 = {
    "uri": "urn:newsml:fjord.example:20230916:1",
    "type": "text",
    "versionCreated": "2023-09-16T08:30:00Z",
    "by": "Jane Roe, AFP",
    "headlines": [{"role": "sub", "value": "All ashore"}, {"role": "main", "value": "Ferry aground"}],
    "bodies": [
        {"role": "main", "contentType": "text/plain", "value": f"{WORDS}\n{MORE}"},
        {"role": "teaser", "contentType": "text/plain", "value": "A ferry."},
    ],
}


def test_ninjs_of_version_1_is_read(tmp_path: Path) -> None:
    found = article(tmp_path / "a.json", json.dumps(NINJS, indent=2))
    assert (found.id, found.title, found.byline) == (NINJS["uri"], "Ferry aground", "Jane Roe")
    assert (found.text, found.published) == (f"{WORDS}\n{MORE}", "2023-09-16T08:30:00Z")
    assert (found.outlet, found.credits) == ("Fjord News Service", ("Associated Press",))


def test_ninjs_of_versions_2_and_3_is_read(tmp_path: Path) -> None:
    found = article(tmp_path / "a.json", json.dumps(NINJS_3))
    assert (found.text, found.title) == (f"{WORDS}\n{MORE}", "Ferry aground")
    assert (found.byline, found.credits) == ("Jane Roe, AFP", ("Agence France-Presse",))
    lower = {"versioncreated": NINJS_3["versionCreated"], "headlines": [{"value": "Ferry aground"}]}
    second = {**{k: v for k, v in NINJS_3.items() if k not in ("versionCreated", "headlines")}, **lower}
    assert article(tmp_path / "b.json", json.dumps(second)).published == "2023-09-16T08:30:00Z"


def test_a_list_of_ninjs_items_loses_nothing_but_pictures(tmp_path: Path) -> None:
    picture = {"uri": "urn:x", "type": "picture", "renditions": []}
    first, bad, last = read(tmp_path / "a.jsonl", "\n".join(json.dumps(one) for one in (NINJS, picture, NINJS_3)))
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert isinstance(bad, EmptyInput)
    assert "picture" in bad.problem
    assert bad.where.endswith(":2")


@pytest.mark.parametrize("bad", [{"bodies": 7}, {"bodies": [7, {"value": None}]}, {"headline": {"name": [[[]]]}}])
def test_ninjs_of_odd_types_does_no_harm(tmp_path: Path, bad: dict[str, Any]) -> None:
    plain = {"uri": "urn:x", "versioncreated": "2023-09-16", **bad}
    (found,) = read(tmp_path / "a.json", json.dumps(plain))
    assert isinstance(found, InputError)
    (found,) = read(tmp_path / "b.json", json.dumps({**plain, "body_text": f"{WORDS} {MORE}"}))
    assert isinstance(found, Article)


# ---------------------------------------------------------------- NewsML-G2

ITEM = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:fjord.example:{number}" version="2"
 standard="NewsML-G2" standardversion="2.24" xml:lang="en">
<rightsInfo><copyrightHolder uri="x"><name>Fjord News Service</name></copyrightHolder></rightsInfo>
<itemMeta><itemClass qcode="ninat:text"/><provider literal="Fjord Wire"/>
<versionCreated>2023-09-16T08:30:00+02:00</versionCreated></itemMeta>
<contentMeta><by>By Jane Roe</by><creditline>AP/Fjord Wire</creditline>
<infoSource qcode="is:AP"><name>Associated Press</name></infoSource><language tag="en"/>
<headline>Ferry <b>aground</b></headline></contentMeta><contentSet>{content}</contentSet></newsItem>"""
NITF = f"""<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.head>
<hedline><hl1>Ferry aground</hl1></hedline></body.head><body.content><p>{WORDS}</p><p>{MORE}</p></body.content></body>
</nitf></inlineXML>"""
XHTML = f"""<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title>
</head><body><h1>Ferry</h1><p>{WORDS}</p></body></html></inlineXML>"""
PLAIN = f"""<inlineData contenttype="text/plain">{WORDS}
{MORE}</inlineData>"""


def item(content: str, number: int = 1) -> str:
    return ITEM.replace("{number}", str(number)).replace("{content}", content)


def test_an_item_gives_what_it_states(tmp_path: Path) -> None:
    found = article(tmp_path / "a.xml", '<?xml version="1.0" encoding="UTF-8"?>' + item(NITF))
    assert (found.id, found.title, found.byline) == ("urn:newsml:fjord.example:1", "Ferry aground", "Jane Roe")
    assert (found.text, found.outlet) == (f"{WORDS}\n{MORE}", "Fjord Wire")
    assert found.published == "2023-09-16T08:30:00+02:00"
    assert "Associated Press" in found.credits


@pytest.mark.parametrize(("content", "text"), [(XHTML, f"Ferry\n{WORDS}"), (PLAIN, f"{WORDS}\n{MORE}")])
def test_xhtml_and_plain_items_are_read(tmp_path: Path, content: str, text: str) -> None:
    assert article(tmp_path / "a.xml", item(content)).text == text


def test_a_message_of_items_loses_nothing_but_pictures(tmp_path: Path) -> None:
    items = item(NITF, 1) + item("<remoteContent href='x.jpg'/>", 2) + item(PLAIN, 3)
    message = f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{items}</itemSet></newsMessage>'
    first, bad, last = read(tmp_path / "a.xml", message)
    assert isinstance(first, Article)
    assert isinstance(bad, EmptyInput)
    assert "item 2" in bad.where
    assert isinstance(last, Article)


def test_entities_are_never_resolved(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("the secret")
    declared = f'<!DOCTYPE newsItem [<!ENTITY x SYSTEM "file://{tmp_path}/secret.txt">]>'
    outside = declared + item(f"<inlineData>&x; {WORDS}</inlineData>")
    assert isinstance(error(tmp_path / "a.xml", outside), FormatInput)
    laughs = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 12))
    bomb = f'<!DOCTYPE newsItem [<!ENTITY l0 "ha">{laughs}]>' + item(f"<inlineData>&l11; {WORDS}</inlineData>")
    started = time.perf_counter()
    assert isinstance(error(tmp_path / "b.xml", bomb), FormatInput)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    "content", ["<a>", "<rss version='2.0'><channel/></rss>", "<newsItem/>", "&", "<a " + "b='1' " * 9]
)
def test_other_xml_is_said(tmp_path: Path, content: str) -> None:
    assert isinstance(error(tmp_path / "a.xml", content), (FormatInput, EmptyInput))


def test_a_folder_passes_over_xml_that_is_no_news(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text("<rss version='2.0'><channel/></rss>")
    (tmp_path / "item.xml").write_text(item(NITF))
    found = list(read_inputs([str(tmp_path)], max_characters=10_000, max_bytes=100_000, timeout=5))
    assert [type(one) for one in found] == [Article]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2_000), st.text(max_size=20))
def test_no_damage_trips_an_item(at: int, junk: str) -> None:
    whole = item(NITF)
    for one in newsml.items((whole[:at] + junk + whole[at + len(junk) :]).encode("utf-8", "replace"), where="x"):
        assert isinstance(one, (tuple, InputError))
