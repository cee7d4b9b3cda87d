"""Keeps what the bot sends within Telegram's limits.

python-telegram-bot's own limiter lets twice the rate through in the first second, and after one
refusal in one chat it holds back all others; so this takes its place.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from typing import TYPE_CHECKING, Any

from telegram.ext import BaseRateLimiter

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

CHAT = (1, 1.0)
"""Messages and seconds: one a second in a chat (core.telegram.org/bots/faq)."""
GROUP = (20, 60.0)
"""Messages and seconds: twenty a minute in a group."""
CATCHING_UP = 1.5
"""So many times the rate it may go for a moment, within the limit of a whole second: messages that
leave side by side arrive late and crowd the next second."""
SLACK = 0.97
"""Share of a second in which a second's messages may leave. Telegram promises no exact value, and
without any slack one pause under full load would delay all later replies for good."""
MAX_CHATS = 10_000
"""Chats whose last messages are remembered."""
SENDING = ("send", "edit", "forward", "copy")
"""What the names of calls begin with that count as messages."""


class Window:
    """At most so many messages in any span of so many seconds.

    Args:
        most: Messages.
        seconds: The span.
    """

    def __init__(self, most: int, seconds: float) -> None:
        self._seconds = seconds
        self._taken: deque[float] = deque(maxlen=most)

    def take(self, now: float) -> float:
        """Takes the next free moment; returns how many seconds it is away."""
        moment = now
        if len(self._taken) == self._taken.maxlen:
            moment = max(now, self._taken[0] + self._seconds)
        self._taken.append(moment)
        return moment - now


class Limiter(BaseRateLimiter[None]):
    """Waits before a message that would come too fast.

    Args:
        rate: Messages a second in all.
    """

    def __init__(self, rate: float) -> None:
        most = max(1, int(rate))
        self._all = Window(most, SLACK * most / rate)
        self._next = Window(1, 1 / (CATCHING_UP * rate))
        self._chats: OrderedDict[int, Window] = OrderedDict()

    async def initialize(self) -> None:
        """Nothing to do."""

    async def shutdown(self) -> None:
        """Nothing to do."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,  # noqa: ARG002 - nothing depends on the single call
    ) -> Any:
        """Makes a call when its time has come."""
        if endpoint.startswith(SENDING):
            chat = data.get("chat_id")
            if isinstance(chat, int):
                await _wait(self._window(chat))
            await _wait(self._all)
            await _wait(self._next)
        return await callback(*args, **kwargs)

    def _window(self, chat: int) -> Window:
        window = self._chats.pop(chat, None)
        if window is None:
            window = Window(*(GROUP if chat < 0 else CHAT))
            if len(self._chats) >= MAX_CHATS:
                self._chats.popitem(last=False)
        self._chats[chat] = window
        return window


async def _wait(window: Window) -> None:
    seconds = window.take(time.monotonic())
    if seconds > 0:
        await asyncio.sleep(seconds)
