"""What each chat left behind: in the database, with the recent ones in memory."""

from __future__ import annotations

import dataclasses
import logging
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from bot.dialogue.language import Tongue
from bot.dialogue.session import Session
from bot.errors import StorageError
from bot.storage.masking import mask

if TYPE_CHECKING:
    from bot.storage.records import Records

logger = logging.getLogger(__name__)
MAX_CHATS = 10_000
"""Most chats in memory; the one silent longest leaves it first."""
MAX_REPLIES = 8
"""Questions of a chat whose reply can still be edited, newest last."""


@dataclass(frozen=True, slots=True)
class ChatState:
    """What a chat left behind.

    Attributes:
        session: What dialogue needs of the turns before.
        tongue: Language and script last used.
        replies: Pairs of the message id of a question and of the reply to it.
    """

    session: Session = field(default_factory=Session)
    tongue: Tongue = Tongue.SIMPLIFIED
    replies: tuple[tuple[int, int], ...] = ()

    def reply_to(self, question: int) -> int | None:
        """The message id of the reply to a question."""
        return dict(self.replies).get(question)

    def with_reply(self, question: int, reply: int) -> ChatState:
        """The same with one more pair."""
        pairs = (*(p for p in self.replies if p[0] != question), (question, reply))
        return dataclasses.replace(self, replies=pairs[-MAX_REPLIES:])


_DECODER = msgspec.json.Decoder(ChatState)


class Chats:
    """Reads and remembers what chats left behind.

    Args:
        records: Where it is kept.
        shared: Whether other replicas may change it: then memory is not trusted.
        limit: Most chats in memory.
    """

    def __init__(self, records: Records, *, shared: bool, limit: int = MAX_CHATS) -> None:
        self._records = records
        self._shared = shared
        self._limit = limit
        self._kept: OrderedDict[int, ChatState] = OrderedDict()

    async def get(self, chat: int) -> ChatState:
        """What a chat left behind; nothing where the database fails or holds nonsense."""
        kept = self._kept.get(chat)
        if kept is not None and not self._shared:
            return kept
        try:
            body = await self._records.chat(chat)
        except StorageError as error:
            logger.warning("a chat was not read: %s", error)
            return kept or ChatState()
        if body is None:
            return ChatState()
        try:
            return _DECODER.decode(body)
        except msgspec.MsgspecError:
            return ChatState()  # of another version of the program

    def put(self, chat: int, state: ChatState) -> None:
        """Remembers a chat in memory."""
        self._kept[chat] = state
        self._kept.move_to_end(chat)
        if len(self._kept) > self._limit:
            self._kept.popitem(last=False)

    def forget(self, chat: int) -> None:
        """Forgets a chat in memory."""
        self._kept.pop(chat, None)

    def __len__(self) -> int:
        return len(self._kept)


def to_json(state: ChatState) -> str:
    """A state as it is stored: numbers that tell who somebody is are masked."""
    session = dataclasses.replace(
        state.session,
        question=mask(state.session.question),
        offered_for=mask(state.session.offered_for),
    )
    return msgspec.json.encode(dataclasses.replace(state, session=session)).decode()
