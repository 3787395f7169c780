"""The errors that dateline raises.

DatelineError
├── SettingsError        a setting that cannot be used
├── PipelineError        stages that do not fit together
├── AtlasError           a table, gazetteer or model that is missing or broken
├── LedgerError          a ledger that cannot be opened, read or written
│   ├── RowsError            a reading that cannot be kept; the others go on
│   └── UnknownRecord        no such article, story or event in the ledger
├── ExportError          an export that cannot be written: a package that is missing, a folder that is not empty
└── InputError           an input that cannot be read; the others go on
    ├── NotFoundInput        no such file, folder or page
    │   └── UnansweredInput      a server that fails or is silent: another time it may answer
    ├── RefusedInput         a page that must not be fetched: robots.txt, a private network
    ├── EmptyInput           nothing to read in it
    ├── TooLargeInput        more characters than `max_characters`
    ├── BinaryInput          not text: an image, an archive, a damaged file
    ├── EncodingInput        text in an encoding that is neither stated nor UTF-8
    ├── FormatInput          JSON lines, HTML or a date that is broken
    ├── LanguageInput        a language that dateline does not read yet
    └── FaultyInput          an article that makes dateline itself fail
"""

from __future__ import annotations


class DatelineError(Exception):
    """Anything that dateline itself raises."""


class SettingsError(DatelineError):
    """A setting that cannot be used: which, and what to set instead."""


class PipelineError(DatelineError):
    """A stage needs rows that no stage before it gives."""


class AtlasError(DatelineError):
    """A table, gazetteer or model is missing or broken: which file and line, and how to make it again."""


class LedgerError(DatelineError):
    """A ledger cannot be opened, read or written: which file, why, and what to do."""


class RowsError(LedgerError):
    """Rows of one reading do not fit together or cannot be written; the ledger is as it was."""


class UnknownRecord(LedgerError):
    """The ledger has no article, story, event or judgement of that id."""


class ExportError(DatelineError):
    """An export cannot be written: why, and what to do."""


class InputError(DatelineError):
    """One input cannot be read. `where` names the file, line or URL; the message says what to do."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str]]:
        return type(self), (self.where, self.problem)


class NotFoundInput(InputError):
    """No such file, folder or page."""


class UnansweredInput(NotFoundInput):
    """A server that does not answer, fails, or asks to be asked later: another time it may."""


class RefusedInput(InputError):
    """Not to be fetched: robots.txt asks programs to stay away, or the address is in a private network."""


class EmptyInput(InputError):
    """There is nothing to read in it."""


class TooLargeInput(InputError):
    """More characters than the setting `max_characters` allows."""


class BinaryInput(InputError):
    """Not text."""


class EncodingInput(InputError):
    """Text in an encoding that is neither stated nor UTF-8."""


class FormatInput(InputError):
    """Broken JSON, HTML or field."""


class LanguageInput(InputError):
    """A language that dateline does not read yet."""


class FaultyInput(InputError):
    """An article that makes dateline itself fail: a fault of ours."""
