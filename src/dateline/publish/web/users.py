"""Who may log in: a file of names, roles and hashed passwords, made by `dateline users`."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from dateline.errors import SettingsError

Role = Literal["reader", "editor"]
ROLES: tuple[Role, ...] = ("reader", "editor")
#: The shortest password, and letters of a name.
SHORTEST, NAME = 10, 60
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

    def verified(self, name: str, password: str) -> User | None:
        """The user of this name and password; takes as long where there is none."""
        user = self.known.get(name)
        try:
            _HASHER.verify(user.hashed if user else _NOBODY, password)
        except (VerificationError, InvalidHashError):
            return None
        return user

    def with_user(self, name: str, role: Role, password: str) -> Users:
        """These and one more, or the same with another password or role. Raises SettingsError."""
        if not name.strip() or len(name) > NAME or not name.isprintable():
            raise SettingsError(f"{name!r} is no name for a user: give one of 1 to {NAME} letters")
        if len(password) < SHORTEST:
            raise SettingsError(f"the password is too short: give one of {SHORTEST} letters or more")
        return Users(self.secret, {**self.known, name: User(name, role, _HASHER.hash(password))})

    def without(self, name: str) -> Users:
        """These without one. Raises SettingsError where there is none of that name."""
        if name not in self.known:
            raise SettingsError(f"there is no user {name!r}: `dateline users list` lists them")
        return Users(self.secret, {other: user for other, user in self.known.items() if other != name})


def load(path: Path) -> Users:
    """The users of a file. Raises SettingsError: what is wrong in it, and what to do."""
    try:
        given = tomllib.loads(path.read_text("utf-8"))
        users = [User(one["name"], one["role"], one["hashed"]) for one in given.get("user", [])]
        found = Users(given["secret"], {one.name: one for one in users})
    except FileNotFoundError:
        raise SettingsError(f"there is no file {path}: `dateline users add NAME --users {path}` makes it") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise SettingsError(f"{path} is no file of users ({error}): make it with `dateline users add`") from None
    if wrong := [one for one in users if one.role not in ROLES]:
        raise SettingsError(f"{path}: {wrong[0].name} is a {wrong[0].role!r}: expected one of {', '.join(ROLES)}")
    return found


def new() -> Users:
    """Nobody yet."""
    return Users(secrets.token_hex(32), {})


def save(users: Users, path: Path) -> None:
    """Write the file anew, whole or not at all, for its owner's eyes only. Raises SettingsError."""
    lines = ["# Who may log in: `dateline users` adds, lists and removes them.", f"secret = {json.dumps(users.secret)}"]
    for one in users.known.values():
        told = {"name": one.name, "role": one.role, "hashed": one.hashed}
        lines += ["", "[[user]]", *(f"{key} = {json.dumps(value)}" for key, value in told.items())]
    beside = path.with_name(f"{path.name}.new")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        beside.replace(path)
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error}") from None
