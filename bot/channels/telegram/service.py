"""What all handlers share: the assistant, the chats, the records, who may do what."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.channels.reloading import Reloader
from bot.channels.telegram import rendering, sending
from bot.channels.telegram.turns import Ended
from bot.dialogue.language import Tongue
from bot.dialogue.outcome import Status
from bot.errors import StorageError
from bot.memory import give_back
from bot.storage.records import Asked
from bot.storage.switches import EVERYTHING

if TYPE_CHECKING:
    from pathlib import Path

    from telegram import Bot, Message, Update

    from bot.channels.telegram.chats import Chats, ChatState
    from bot.channels.telegram.queue import StoringQueue
    from bot.channels.telegram.turns import Pace, Turns
    from bot.dialogue.assistant import Assistant
    from bot.dialogue.outcome import Outcome
    from bot.dialogue.turn import Turn
    from bot.storage.records import Records
    from bot.storage.switches import Switches

logger = logging.getLogger(__name__)
WARM_PAUSE = 0.001
"""Seconds between the steps of preparing: answers come first."""
NONE_OF_THESE = "none_of_these"
"""Kept as the reason where a user refused all choices."""
TEXT_KEPT = (Status.DECLINE, Status.CLARIFY)
"""Questions that end so are kept, masked: they tell what the knowledge base lacks."""


class Service:
    """The bot's state while it runs.

    Args:
        assistant: Answers the questions.
        folder: The knowledge base, for reloading it.
        chats: What chats left behind.
        records: What was asked.
        switches: What is switched off.
        turns: Marks updates as answered.
        pace: How fast users may send.
        admins: User ids of the administrators.
        queue: Counts the updates that the database did not take.
    """

    def __init__(
        self,
        assistant: Assistant,
        folder: Path,
        chats: Chats,
        records: Records,
        switches: Switches,
        turns: Turns,
        pace: Pace,
        admins: frozenset[int],
        queue: StoringQueue,
    ) -> None:
        self.assistant = assistant
        self.folder = folder
        self.chats = chats
        self.records = records
        self.switches = switches
        self.turns = turns
        self.pace = pace
        self.admins = admins
        self.queue = queue
        self.off: frozenset[str] = frozenset()
        self.reloader = Reloader(folder, assistant)
        self._loading = asyncio.Lock()
        self._warming: asyncio.Task[None] | None = None

    # -- switches and versions -------------------------------------------------------------------

    async def read_switches(self) -> None:
        """Reads what is switched off."""
        try:
            self.off = await self.switches.off()
        except StorageError as error:
            logger.warning("the switches were not read: %s", error)
            return
        self.assistant.off = self.off

    def warm(self) -> None:
        """Prepares the assistant between answers."""

        async def work() -> None:
            for step, _ in enumerate(self.assistant.warm()):
                if not step:
                    give_back()  # what was needed to load it, and the version before
                await asyncio.sleep(WARM_PAUSE)

        if self._warming is not None:
            self._warming.cancel()  # it was for a version that is gone
        self._warming = asyncio.create_task(work())

    async def reload(self, *, repeat: bool = False) -> None:
        """Answers from the folder as it is now; a turn under way keeps its version.

        Args:
            repeat: Tell errors that have been told already once more.

        Raises:
            KnowledgeError: The folder has errors; the version in use stays.
        """
        async with self._loading:
            fresh = await asyncio.to_thread(self.reloader.load, repeat=repeat)
            if fresh is None:
                return
            fresh.off = self.off
            self.assistant = fresh
        logger.info("knowledge %s", fresh.base.version)
        self.warm()

    @property
    def lost(self) -> int:
        """Updates that were not stored, or whose end was not; most are both, and are one."""
        return max(self.queue.lost, self.turns.lost)

    @property
    def paused(self) -> bool:
        """Whether the whole bot is switched off."""
        return EVERYTHING in self.off

    def is_admin(self, update: Update) -> bool:
        """Whether an administrator sent an update."""
        return update.effective_user is not None and update.effective_user.id in self.admins

    # -- answers ---------------------------------------------------------------------------------

    async def allowed(self, update: Update, message: Message) -> bool:
        """Whether a message may be answered; says why not where that has not been said."""
        if not await self.in_pace(update, message):
            return False
        if self.paused and not self.is_admin(update):
            await sending.say(message, self.assistant.canned("not_now", tongue_of(update)))
            return False
        return True

    async def in_pace(self, update: Update, message: Message) -> bool:
        """Whether a user does not send too fast; says so where that has not been said."""
        user = update.effective_user.id if update.effective_user else message.chat_id
        pace = self.pace.take(user, time.monotonic())
        if pace is False:
            await sending.say(message, self.assistant.canned("slow_down", tongue_of(update)))
        return pace is True

    async def answer(self, update: Update, message: Message, text: str) -> None:
        """Answers a question; one that was edited gets its old reply edited."""
        state = await self.chats.get(message.chat_id)
        edited = state.reply_to(message.message_id) if update.edited_message else None
        start = time.perf_counter()
        turn = self.assistant.ask(text, state.session, datetime.now(UTC))
        await self.deliver(update, message, turn, state, text, start, edit=edited)

    async def pick(self, update: Update, message: Message, entry: str) -> None:
        """Tells an entry; its id may be forged or gone: the assistant looks it up."""
        state = await self.chats.get(message.chat_id)
        start = time.perf_counter()
        now = datetime.now(UTC)
        turn = self.assistant.pick(entry, state.session, now, state.tongue)
        await self.deliver(update, message, turn, state, "", start)

    async def deliver(
        self,
        update: Update,
        message: Message,
        turn: Turn,
        state: ChatState,
        text: str,
        start: float,
        *,
        edit: int | None = None,
    ) -> None:
        """Sends a turn's reply and says what the chat leaves behind.

        Args:
            update: What is answered.
            message: The message that the reply belongs to.
            turn: What the assistant made of it.
            state: What the chat left behind before.
            text: The question; it is kept only where it was not answered.
            start: When the engine began, on `time.perf_counter`.
            edit: Message id of the reply to write over.
        """
        ms = (time.perf_counter() - start) * 1000
        private = message.chat_id > 0
        labels = tuple(
            self.assistant.canned(f"mark_{mark}", turn.tongue) for mark in rendering.MARKS
        )
        reply = await sending.send(
            message.get_bot(), message.chat_id, turn.reply, edit=edit,
            marks=labels if private else (),
        )  # fmt: skip
        state = replace(state, session=turn.session, tongue=turn.tongue)
        if reply is not None and text:
            state = state.with_reply(message.message_id, reply)
        self.chats.put(message.chat_id, state)
        asked = [_asked(turn, outcome, text, ms) for outcome in turn.outcomes]
        user = update.effective_user.id if update.effective_user else message.chat_id
        self.turns.ended(update, Ended(user, state, asked))

    def username(self, bot: Bot) -> str:
        """The bot's own name, as a mention writes it."""
        return f"@{bot.username}"


def _asked(turn: Turn, outcome: Outcome, text: str, ms: float) -> Asked:
    """What is kept of a question; of a refused choice, the question that it was offered for."""
    reason = outcome.reason.value if outcome.reason else None
    if turn.rejected:
        text, reason = outcome.question, NONE_OF_THESE
    kept = text if outcome.status in TEXT_KEPT and text else None
    return Asked(outcome.status.value, outcome.entry, outcome.score, ms, kept, reason)


def tongue_of(update: Update) -> Tongue:
    """The tongue of a user who has not written anything yet: that of the Telegram app."""
    code = (update.effective_user.language_code if update.effective_user else None) or "zh"
    if code.lower().startswith(("zh-hant", "zh-tw", "zh-hk")):
        return Tongue.TRADITIONAL
    return Tongue.ENGLISH if code.lower().startswith("en") else Tongue.SIMPLIFIED
