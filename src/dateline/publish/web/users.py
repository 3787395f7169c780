"""Who may log in: a file of names, roles and hashed passwords, made by `dateline users`."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import secrets
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Literal
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from dateline.errors import SettingsError

Role = Literal["reader", "editor"]
ROLES: tuple[Role, ...] = ("reader", "editor")
#: The shortest password, letters of a name, and of the secret.
SHORTEST, NAME, SECRET = 10, 60, 32
_HASHER = PasswordHasher()
#: What is verified for a name that nobody has, so that the answer takes as long.
_NOBODY = _HASHER.hash(secrets.token_hex(16))


@dataclass(frozen=True, slots=True)
class User:
    """One who may log in. `hashed` is argon2's own text, with its parameters and salt."""

    name: str
    role: Role
    hashed: str

    @property
    def can_edit(self) -> bool:
        """Whether he may judge and add."""
        return self.role == "editor"

    @property
    def stamp(self) -> str:
        """Changes with the password and the role: a login is good as long as it is the same."""
        return hashlib.blake2b(f"{self.role}{self.hashed}".encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Users:
    """Those who may log in, by name; `secret` signs their sessions."""

    secret: str
    known: dict[str, User]

    def now(self) -> Users:
        """These: they stay who they are. A file of users may change."""
        return self

    def verified(self, name: str, password: str) -> User | None:
        """The user of this name and password; takes as long where there is none."""
        user = self.known.get(_called(name))
        try:
            _HASHER.verify(user.hashed if user else _NOBODY, password)
        except (VerificationError, InvalidHashError):
            return None
        return user

    def with_user(self, name: str, role: Role, password: str) -> Users:
        """These and one more, or the same with another password or role. Raises SettingsError."""
        name = _called(name)
        if not name or len(name) > NAME or not name.isprintable():
            raise SettingsError(f"{name!r} is no name for a user: give one of 1 to {NAME} letters")
        if len(password) < SHORTEST:
            raise SettingsError(f"the password is too short: give one of {SHORTEST} letters or more")
        try:
            hashed = _HASHER.hash(password)
        except UnicodeEncodeError:
            raise SettingsError("the password is no UTF-8 text: give it as such") from None
        return Users(self.secret, {**self.known, name: User(name, role, hashed)})

    def without(self, name: str) -> Users:
        """These without one. Raises SettingsError where there is none of that name."""
        name = _called(name)
        if name not in self.known:
            raise SettingsError(f"there is no user {name!r}: `dateline users list` lists them")
        return Users(self.secret, {other: user for other, user in self.known.items() if other != name})


class UsersFile:
    """A file of users that is served: read anew when it changes. While it cannot be read, nobody may log in."""

    def __init__(self, path: Path) -> None:
        """Raises SettingsError where it is no file of users."""
        self._path, self._lock = path, Lock()
        self._stamp, self._users = self._looked_at(), load(path)

    def now(self) -> Users:
        """Who may log in now."""
        if (stamp := self._looked_at()) != self._stamp:
            with self._lock:
                if stamp != self._stamp:
                    self._users, self._stamp = self._read(), stamp
        return self._users

    def _read(self) -> Users:
        try:
            return load(self._path)
        except SettingsError as error:
            logging.getLogger(__name__).error("nobody may log in: %s", error)
            return new()

    def _looked_at(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat()
            return found.st_ino, found.st_mtime_ns, found.st_size
        except OSError:
            return None


def load(path: Path) -> Users:
    """The users of a file. Raises SettingsError: what is wrong in it, and what to do."""
    try:
        given = tomllib.loads(path.read_text("utf-8"))
        users = [User(_text(one["name"]), one["role"], _text(one["hashed"])) for one in given.get("user", [])]
        found = Users(_text(given["secret"]), {one.name: one for one in users})
    except FileNotFoundError:
        raise SettingsError(f"there is no file {path}: `dateline users add NAME --users {path}` makes it") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise SettingsError(f"{path} is no file of users ({error}): make it with `dateline users add`") from None
    if len(found.secret) < SECRET:
        raise SettingsError(f"{path}: its secret is too short to sign with: make the file with `dateline users add`")
    if wrong := [one for one in users if one.role not in ROLES]:
        raise SettingsError(f"{path}: {wrong[0].name} is a {wrong[0].role!r}: expected one of {', '.join(ROLES)}")
    return found


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise TypeError(f"{given!r} is no text")
    return given


def _called(name: str) -> str:
    """A name as it is kept, however it is typed."""
    return normalize("NFC", name.strip())


def new() -> Users:
    """Nobody yet."""
    return Users(secrets.token_hex(32), {})


def save(users: Users, path: Path) -> None:
    """Write the file anew, whole or not at all, for its owner's eyes only. Raises SettingsError."""
    lines = ["# Who may log in: `dateline users` adds, lists and removes them.", f"secret = {json.dumps(users.secret)}"]
    for one in users.known.values():
        told = {"name": one.name, "role": one.role, "hashed": one.hashed}
        lines += ["", "[[user]]", *(f"{key} = {json.dumps(value)}" for key, value in told.items())]
    beside = None
    try:
        number, beside = tempfile.mkstemp(dir=path.absolute().parent, prefix=f"{path.name}.")  # for its owner only
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        Path(beside).replace(path)
    except OSError as error:
        if beside:
            Path(beside).unlink(missing_ok=True)
        raise SettingsError(f"{path} cannot be written: {error}") from None
