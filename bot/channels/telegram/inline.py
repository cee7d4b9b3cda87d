"""Inline mode: ranked entries while somebody types `@bot …` in any chat."""

from __future__ import annotations

import contextlib
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from telegram import InlineQueryResultArticle, InputTextMessageContent
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.channels.telegram import rendering, sending
from bot.channels.telegram.service import tongue_of

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import ContextTypes

    from bot.channels.telegram.service import Service
    from bot.dialogue.language import Tongue

SHOWN = 10
"""Entries that are offered; Telegram shows at most 50."""
LEAST = 0.25
"""Belief from which on an entry is offered: somebody is still typing."""
CACHED = 60
"""Seconds that Telegram may show the same list again."""
TEASER = 80
"""Characters of the answer under the question."""
TYPED = 10
"""So many times as many queries as messages may come: each pause in typing makes one."""


class Inline:
    """Answers inline queries.

    Args:
        service: What all handlers share.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._pace = service.pace.faster(TYPED)

    async def answer(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Offers the entries that resemble what was typed so far."""
        query = update.inline_query
        if query is None or self._pace.take(query.from_user.id, time.monotonic()) is not True:
            return
        tongue = tongue_of(update)
        entries = [] if self._service.paused else await self._found(query.query)
        results = [self._article(entry, tongue) for entry in entries]
        with contextlib.suppress(BadRequest):  # "query is too old": somebody typed on
            await query.answer(results, cache_time=CACHED)

    async def _found(self, text: str) -> list[str]:
        service = self._service
        known = service.assistant.base.entries
        if text.strip():
            matches = service.assistant.search(text, SHOWN)
            found = [m.document.owner for m in matches if m.score >= LEAST]
        else:
            found = await service.records.hot(SHOWN) or list(known)[:SHOWN]
        return [entry for entry in found if entry in known and entry not in service.off]

    def _article(self, entry_id: str, tongue: Tongue) -> InlineQueryResultArticle:
        assistant = self._service.assistant
        turn = assistant.pick(entry_id, None, datetime.now(UTC), tongue)
        content = InputTextMessageContent(
            rendering.to_html(turn.reply),
            parse_mode=ParseMode.HTML,
            link_preview_options=sending.NO_PREVIEW,
        )
        title = assistant.label(entry_id, tongue)
        teaser = turn.reply.blocks[0].text[:TEASER]
        return InlineQueryResultArticle(entry_id, title, content, description=teaser)
