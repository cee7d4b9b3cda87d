"""The webhook's server: Telegram's calls, and whether the bot is alive and ready."""

from __future__ import annotations

import hmac
import json
import logging
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from telegram import Update

from bot.errors import ChannelError, SettingsError

try:
    from tornado.httpserver import HTTPServer
    from tornado.web import Application, RequestHandler
except ImportError:
    raise SettingsError(
        "a webhook needs one more package: pip install 'jiyuan-policy-bot[webhook]'"
    ) from None

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telegram import Bot

    from bot.channels.telegram.queue import StoringQueue
    from bot.settings import Settings

logger = logging.getLogger(__name__)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
MAX_BODY = 1_048_576
"""Bytes of a call at most; an update is a few thousand."""
CONNECTIONS = 40
"""Calls that Telegram makes at once."""
PATIENCE = 20.0
"""Seconds that a call may take to arrive: whoever sends without end must not hold connections."""
IDLE = 75.0
"""Seconds that a connection without a call stays open."""
MALFORMED = (
    ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError, OSError,
)  # fmt: skip
"""What reading something else than an update raises; the last two come of dates."""


class Webhook:
    """A server on its own port.

    Args:
        bot: Belongs to the updates.
        queue: Takes them, and stores them first.
        secret: What Telegram sends along.
    """

    def __init__(self, bot: Bot, queue: StoringQueue, secret: str) -> None:
        self._bot = bot
        self._queue = queue
        self._secret = secret.encode()
        self._server: HTTPServer | None = None
        self.ready = False

    async def start(self, settings: Settings, wanted: Sequence[str]) -> None:
        """Listens, then tells Telegram where.

        Raises:
            ChannelError: The port is taken.
        """
        path = urlsplit(settings.webhook_url).path or "/"
        shared = {"webhook": self}
        application = Application(
            [(r"/healthz", _Health, shared), (r"/readyz", _Ready, shared),
             (re.escape(path), _Calls, shared)],
            log_function=lambda _: None,
        )  # fmt: skip
        self._server = HTTPServer(
            application, max_body_size=MAX_BODY, xheaders=False,
            idle_connection_timeout=IDLE, body_timeout=PATIENCE,
        )  # fmt: skip
        try:
            self._server.listen(settings.webhook_port, settings.webhook_listen)
        except OSError as error:
            raise ChannelError(
                f"cannot listen on {settings.webhook_listen}:{settings.webhook_port}: "
                f"{error.strerror}. Set JIYUAN_BOT_WEBHOOK_PORT to a free port."
            ) from None
        await self._bot.set_webhook(
            settings.webhook_url, secret_token=self._secret.decode(),
            allowed_updates=list(wanted), max_connections=CONNECTIONS,
            drop_pending_updates=False,
        )  # fmt: skip
        self.ready = True

    async def stop(self) -> None:
        """Takes no more calls; the webhook stays set, for the next start or other replicas."""
        self.ready = False
        if self._server is not None:
            self._server.stop()
            await self._server.close_all_connections()

    async def take(self, secret: bytes, body: bytes) -> int:
        """Takes a call; returns the HTTP status to answer with."""
        if not hmac.compare_digest(secret, self._secret):
            return 403
        try:
            data = json.loads(body)
            update = Update.de_json(data, self._bot) if isinstance(data, dict) else None
        except MALFORMED:
            update = None
        if update is None:
            return 400
        await self._queue.put(update)
        await self._queue.stored()
        return 200


class _Handler(RequestHandler):
    def initialize(self, webhook: Webhook) -> None:
        self.webhook = webhook

    def set_default_headers(self) -> None:
        self.clear_header("Server")

    def write_error(self, status_code: int, **_: Any) -> None:
        self.finish(str(status_code))


class _Health(_Handler):
    def get(self) -> None:
        self.finish("alive")


class _Ready(_Handler):
    def get(self) -> None:
        self.set_status(200 if self.webhook.ready else 503)
        self.finish("ready" if self.webhook.ready else "not ready")


class _Calls(_Handler):
    async def post(self) -> None:
        secret = self.request.headers.get(SECRET_HEADER, "").encode()
        self.set_status(await self.webhook.take(secret, self.request.body))
        self.finish()
