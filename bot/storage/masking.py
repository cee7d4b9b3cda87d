"""Takes personal numbers and addresses out of a text, and users' ids out of all records.

Signs that would steer a terminal go too: operators read on one what users wrote.
"""

from __future__ import annotations

import hashlib
import re

_NAME = "[A-Za-z0-9_.+-]"
_MAIL = re.compile(
    # ASCII before the sign ends where other script begins; a name in other script is taken whole.
    rf"(?:{_NAME}{{1,64}}|[\w.+-]{{0,63}}[^\W\x00-\x7f])[@＠]"
    r"[\w-]++(?:[.．](?:[A-Za-z0-9_-]++|[^\W\x00-\x7f]++))++"
)
"""At most 64 before the @ (RFC 5321): else a long word takes the square of its length."""
_BETWEEN = r"[\s.．·・‧•()（）/／_＿~～\-‐-―−﹘﹣－\u00ad\u200b-\u200f\u2060-\u2064\ufeff]{0,3}+"
"""What people write between the figures of a number, seen or unseen."""
_NUMBER = re.compile(rf"(?<!\d)\d(?:{_BETWEEN}\d){{6,}}+[Xx]?")
"""Seven digits and more: telephone, identity card (the last may be X), bank card; and what stands
right behind: two numbers in a row may be read as one, none may be left over."""
MASK = "***"
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")
"""Control characters, ends of lines, changes of direction; and what no database takes: NUL, and
halves of surrogate pairs."""


def mask(text: str) -> str:
    """The text in one line, without mail addresses and numbers that may be somebody's own.

    Args:
        text: What a user wrote.
    """
    return _NUMBER.sub(MASK, _MAIL.sub(MASK, _STEERING.sub(" ", text)))


def user_key(user_id: int, salt: str) -> str:
    """What stands for a user in records: nobody without the salt can tell whom.

    Args:
        user_id: The channel's id of the user.
        salt: The database's own secret.
    """
    key = salt.encode()[:64]
    return hashlib.blake2b(str(user_id).encode(), key=key, digest_size=16).hexdigest()
