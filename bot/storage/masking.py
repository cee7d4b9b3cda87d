"""Takes personal numbers and addresses out of a text, and users' ids out of all records."""

from __future__ import annotations

import hashlib
import re

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_NUMBER = re.compile(r"(?<!\d)\d(?:[ -]?\d){6,18}[\dXx]?(?!\d)")
"""Telephone (7 to 12 digits), identity card (18, the last may be X), bank card (16 to 19)."""
MASK = "***"


def mask(text: str) -> str:
    """The text without mail addresses and without numbers that may be somebody's own.

    Args:
        text: What a user wrote.
    """
    return _NUMBER.sub(MASK, _MAIL.sub(MASK, text))


def user_key(user_id: int, salt: str) -> str:
    """What stands for a user in records: nobody without the salt can tell whom.

    Args:
        user_id: The channel's id of the user.
        salt: The database's own secret.
    """
    key = salt.encode()[:64]
    return hashlib.blake2b(str(user_id).encode(), key=key, digest_size=16).hexdigest()
