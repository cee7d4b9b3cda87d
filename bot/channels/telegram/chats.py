"""The sessions of the chats that are going on, in memory."""

from __future__ import annotations

from collections import OrderedDict

from bot.dialogue.language import Tongue
from bot.dialogue.session import Session

MAX_CHATS = 10_000
"""Most chats that are remembered; the one silent longest is forgotten first."""


class Chats:
    """What each chat left behind, within bounds."""

    def __init__(self, limit: int = MAX_CHATS) -> None:
        self._limit = limit
        self._kept: OrderedDict[int, tuple[Session, Tongue]] = OrderedDict()

    def get(self, chat: int) -> tuple[Session, Tongue]:
        """The session of a chat and the tongue last used in it."""
        return self._kept.get(chat, (Session(), Tongue.SIMPLIFIED))

    def put(self, chat: int, session: Session, tongue: Tongue) -> None:
        """Remembers a chat."""
        self._kept[chat] = (session, tongue)
        self._kept.move_to_end(chat)
        if len(self._kept) > self._limit:
            self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)
