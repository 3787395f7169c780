"""The table of alerts: what it holds, and that an error names its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.alerts import Alert, MailServer, load, parsed
from dateline.errors import InputError

GOOD = """\
# What the desk wants to know.
[mail]
server = "mail.desk.example:2525"
from = "dateline@desk.example"
user = "desk"
password = "$DESK_PASSWORD"

[[alert]]
name = "Summits"
who = "Mikhail Gorbachev"
code = "CONSULT"
on = ["event", "origin", "contradiction"]
origins = 3
file = "alerts.jsonl"
webhook = ["https://hooks.desk.example/a", "https://hooks.desk.example/b"]
secret = "$HOOK_SECRET"
mail = "editor@desk.example"

[[alert]]
name = "Treaty"
words = '"space shield" treaty'
feed = "treaty.atom"
"""


def test_a_table_says_what_is_told_to_whom() -> None:
    found = parsed(GOOD, where="alerts.toml")
    assert found.mail == MailServer("mail.desk.example", 2525, "dateline@desk.example", "desk", "DESK_PASSWORD")
    summits, treaty = found.alerts
    assert summits == Alert(
        "Summits",
        {"who": "Mikhail Gorbachev", "code": "CONSULT"},
        ("event", "origin", "contradiction"),
        (
            ("file", "alerts.jsonl"),
            ("webhook", "https://hooks.desk.example/a"),
            ("webhook", "https://hooks.desk.example/b"),
            ("mail", "editor@desk.example"),
        ),
        3,
        "HOOK_SECRET",
    )
    assert (treaty.kinds, treaty.origins, treaty.secret) == (("event",), 2, None)
    assert found.secrets == dict.fromkeys(
        ("https://hooks.desk.example/a", "https://hooks.desk.example/b"), "HOOK_SECRET"
    )


@pytest.mark.parametrize(
    ("line", "instead", "at", "words"),
    [
        ('who = "Mikhail Gorbachev"', "who = ", 10, "broken TOML"),
        ('who = "Mikhail Gorbachev"', 'whom = "Mikhail Gorbachev"', 10, "whom"),
        ('who = "Mikhail Gorbachev"', "who = 7", 10, "quotation marks"),
        ("origins = 3", "origins = 0", 13, "above 0"),
        ('on = ["event", "origin", "contradiction"]', 'on = ["events"]', 12, "contradiction"),
        ('secret = "$HOOK_SECRET"', 'secret = "hunter2"', 16, "environment variable"),
        ('webhook = ["https://hooks.desk.example/a", ', 'webhook = ["hooks.desk", ', 15, "https://"),
        ('mail = "editor@desk.example"', 'mail = "editor"', 17, "mail address"),
        ('server = "mail.desk.example:2525"', 'server = "mail desk"', 3, "mail.example.org:587"),
        ('password = "$DESK_PASSWORD"\n', "", 5, "together"),
        ('name = "Treaty"', 'name = "Summits"', 20, "two alerts"),
        ("words = '\"space shield\" treaty'\n", "", 19, "looks for nothing"),
        ('feed = "treaty.atom"', "", 19, "nobody"),
        ('feed = "treaty.atom"', 'feed = "no/such/folder/treaty.atom"', 22, "no folder"),
    ],
)
def test_an_error_names_its_line(line: str, instead: str, at: int, words: str) -> None:
    assert line in GOOD
    with pytest.raises(InputError, match=words) as error:
        parsed(GOOD.replace(line, instead), where="alerts.toml")
    assert str(error.value).startswith(f"alerts.toml:{at}: ")


def test_mail_wants_a_server(tmp_path: Path) -> None:
    path = tmp_path / "alerts.toml"
    path.write_text('[[alert]]\nname = "A"\nwords = "quay"\nmail = "a@b.example"\n')
    with pytest.raises(InputError, match="mail server") as error:
        load(path)
    assert str(error.value).startswith(f"{path}:4: ")
    with pytest.raises(InputError, match="cannot be read"):
        load(tmp_path / "none.toml")
