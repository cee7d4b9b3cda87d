"""A stand-in for the Bot API on loopback: real HTTP, Telegram's own limits, scripted users."""

from __future__ import annotations

import asyncio
import json
import queue
import threading
import time
from collections import defaultdict, deque
from collections.abc import Collection
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

TOKEN = "123456789:AAE-stand-in_token-0123456789abcdefg"
ALLOWED_TAGS = {"b", "i", "u", "s", "a", "code", "pre", "blockquote", "span", "tg-spoiler"}


class _Entities(HTMLParser):
    """Checks HTML as Telegram does and keeps the text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED_TAGS:
            raise ValueError(f"unsupported start tag {tag!r}")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise ValueError(f"unexpected end tag {tag!r}")

    def handle_data(self, data: str) -> None:
        self.text += data


def visible(html: str) -> str:
    """The text of a message in HTML; ValueError where Telegram cannot parse it."""
    parser = _Entities()
    parser.feed(html)
    parser.close()
    if parser.open:
        raise ValueError(f"unclosed tag {parser.open[-1]!r}")
    return parser.text


Fault = tuple[int, str] | tuple[int, str, int] | str
"""A refusal (code, text, seconds to wait), or `drop`, `half` (a body cut off), `garbage`, `stall` (no answer)."""
TOLERANCE = 0.1
"""Share by which a limit may be passed, at least one message: Telegram promises no exact values,
and what left on time may arrive a little late."""


class _Call(RequestHandler):
    """One call of the Bot API over HTTP."""

    def initialize(self, api: BotApi) -> None:
        self._api = api

    async def post(self, token: str, method: str) -> None:
        raw = self.request.body
        if "json" in self.request.headers.get("Content-Type", ""):
            data = json.loads(raw or b"{}")
        else:
            data = {key: values[0] for key, values in parse_qs(raw.decode()).items()}
        fault = self._api.fault(method)
        if fault == "stall":
            await asyncio.sleep(30)
        if fault in ("drop", "stall"):
            return self._cut()
        if isinstance(fault, tuple):
            status, body = self._api.error(*fault)
        elif method == "getUpdates":
            status, body = await self._api.poll(token, data)
        else:
            status, body = self._api.answer(token, method, data)
        if fault == "half":
            return self._cut(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"ok": true,')
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.finish(b"<html>" if fault == "garbage" else json.dumps(body))
        return None

    def _cut(self, sent: bytes = b"") -> None:
        stream = self.detach()
        if sent:
            stream.write(sent)
        stream.close()


class Limits:
    """Telegram's limits: 30 messages a second in all, 1 a second a chat, 20 a minute a group."""

    def __init__(self) -> None:
        self._sent: dict[int | None, deque[float]] = defaultdict(deque)

    def refuse(self, chat: int, now: float) -> int:
        """Counts a message; the seconds to wait where it comes too soon, else 0."""
        rules = [(None, 30, 1.0), (chat, 20, 60.0) if chat < 0 else (chat, 1, 1.0)]
        for key, most, period in rules:
            sent = self._sent[key]
            while sent and sent[0] <= now - period:
                sent.popleft()
            if len(sent) >= most + max(1, int(most * TOLERANCE)):
                return max(1, round(sent[0] + period - now))
        for key, _, _ in rules:
            self._sent[key].append(now)
        return 0


class BotApi:
    """The server and what the tests do with it.

    Args:
        limits: Whether messages that come faster than Telegram allows are refused with 429.
    """

    def __init__(self, *, limits: bool = False) -> None:
        self.updates: queue.Queue[dict[str, Any]] = queue.Queue()
        self.calls: deque[tuple[str, dict[str, Any]]] = deque(maxlen=5000)
        self.replies: queue.Queue[dict[str, Any]] = queue.Queue()
        self.refuse: dict[str, tuple[int, str]] = {}
        self.faults: dict[str, list[Fault]] = {}
        self.refused = 0
        """How many messages came too fast."""
        self._limits = Limits() if limits else None
        self._open: list[dict[str, Any]] = []
        self._numbers = iter(range(1, 10**9))
        self._unanswered: set[str] = set()
        started = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(started,), daemon=True)
        self._thread.start()
        started.wait()

    def _serve(self, started: threading.Event) -> None:
        async def serve() -> None:
            sockets = bind_sockets(0, "127.0.0.1", backlog=512)
            self.url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
            application = Application(
                [(r"/bot([^/]+)/(\w+)", _Call, {"api": self})], log_function=lambda _: None
            )
            server = HTTPServer(application)
            server.add_sockets(sockets)
            self._loop = asyncio.get_running_loop()
            self._stop = asyncio.Event()
            started.set()
            await self._stop.wait()
            server.stop()
            await server.close_all_connections()

        asyncio.run(serve())

    def close(self) -> None:
        """Stops listening."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(timeout=5)

    # -- the Bot API's side -----------------------------------------------------------------------

    def answer(self, token: str, method: str, data: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """What the Bot API answers to a call."""
        self.calls.append((method, data))
        if token != TOKEN:
            return self.error(401, "Unauthorized")
        if method in self.refuse:
            return self.error(*self.refuse[method])
        match method:
            case "getMe":
                return self._fine({"id": 123456789, "is_bot": True, "first_name": "Jiyuan",
                                   "username": "jiyuan_test_bot"})  # fmt: skip
            case "sendMessage" | "editMessageText":
                problem = self._problem(data)
                if problem:
                    return self.error(400, f"Bad Request: {problem}")
                wait = (
                    self._limits.refuse(int(data["chat_id"]), time.monotonic())
                    if self._limits
                    else 0
                )
                if wait:
                    self.refused += 1
                    return self.error(429, "Too Many Requests", wait)
                sent = self._message(int(data["chat_id"]), data["text"])
                if method == "editMessageText":
                    sent["message_id"] = int(data["message_id"])
                self.replies.put({
                    "method": method, "sent": sent["message_id"], "at": time.monotonic(), **data,
                })  # fmt: skip
                return self._fine(sent)
            case "answerCallbackQuery":
                self._unanswered.discard(str(data["callback_query_id"]))
                return self._fine(True)
            case _:
                return self._fine(True)

    def fault(self, method: str) -> Fault | None:
        """The next fault planned for a method; None for none."""
        planned = self.faults.get(method)
        return planned.pop(0) if planned else None

    async def poll(self, token: str, data: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Updates from an offset on; what is below it counts as received and goes."""
        status, body = self.answer(token, "getUpdates", data)
        if status != 200:
            return status, body
        offset, limit = int(data.get("offset") or 0), int(data.get("limit") or 100)
        end = time.monotonic() + min(float(data.get("timeout") or 0), 1.0)
        while True:
            while not self.updates.empty():
                self._open.append(self.updates.get())
            self._open = [u for u in self._open if u["update_id"] >= offset]
            if self._open or time.monotonic() >= end or self._stop.is_set():
                return self._fine(self._open[:limit])
            await asyncio.sleep(0.004)

    @staticmethod
    def _problem(data: dict[str, Any]) -> str:
        text = data.get("text") or ""
        if data.get("parse_mode") == "HTML":
            try:
                text = visible(text)
            except ValueError as error:
                return f"can't parse entities: {error}"
        if not text.strip():
            return "message text is empty"
        if len(text) > 4096:
            return "message is too long"
        markup = data.get("reply_markup") or "{}"
        markup = json.loads(markup) if isinstance(markup, str) else markup
        for row in markup.get("inline_keyboard", []):
            for button in row:
                if not 1 <= len(button["callback_data"].encode()) <= 64:
                    return "BUTTON_DATA_INVALID"
        return ""

    @staticmethod
    def _fine(result: Any) -> tuple[int, dict[str, Any]]:
        return 200, {"ok": True, "result": result}

    @staticmethod
    def error(code: int, text: str, wait: int = 1) -> tuple[int, dict[str, Any]]:
        """A refusal as the Bot API words it."""
        body: dict[str, Any] = {"ok": False, "error_code": code, "description": text}
        if code == 429:
            body["parameters"] = {"retry_after": wait}
        return code, body

    def _message(self, chat: int, text: str) -> dict[str, Any]:
        return {"message_id": next(self._numbers), "date": int(time.time()), "text": text,
                "chat": {"id": chat, "type": "private" if chat > 0 else "group", "title": "群"}}  # fmt: skip

    # -- the users' side ---------------------------------------------------------------------------

    def send(
        self, text: str | None, chat: int = 42, language: str = "zh-hans", **more: Any
    ) -> None:
        """A user writes (or, without text, sends a photo)."""
        message = self._message(chat, text or "")
        message["from"] = {
            "id": abs(chat),
            "is_bot": False,
            "first_name": "U",
            "language_code": language,
        }
        if text is None:
            del message["text"]
            message["photo"] = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
        elif text.startswith("/"):
            length = len(text.split()[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        kind = "edited_message" if "edit_date" in more else "message"
        self.updates.put({"update_id": next(self._numbers), kind: {**message, **more}})

    def type_inline(self, text: str) -> None:
        """A user types `@bot text` in another chat."""
        user = {"id": 42, "is_bot": False, "first_name": "U", "language_code": "zh-hans"}
        self.updates.put({
            "update_id": next(self._numbers),
            "inline_query": {"id": "1", "from": user, "query": text, "offset": ""},
        })  # fmt: skip

    @staticmethod
    def encoded(update: dict[str, Any]) -> bytes:
        """An update as Telegram posts it to a webhook."""
        return json.dumps(update).encode()

    def called(self, method: str, timeout: float = 30) -> dict[str, Any]:
        """What the bot sent with the last call of a method, waiting for one."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            for name, data in reversed(self.calls):
                if name == method:
                    return data
            time.sleep(0.02)
        raise AssertionError(f"{method} was not called")

    def tap(
        self,
        data: str,
        chat: int = 42,
        *,
        inaccessible: bool = False,
        no_message: bool = False,
    ) -> None:
        """A user taps a button, maybe under a message that Telegram no longer knows."""
        user = {"id": chat, "is_bot": False, "first_name": "U", "language_code": "zh-hans"}
        number = str(next(self._numbers))
        self._unanswered.add(number)
        message = self._message(chat, "?")
        if inaccessible:
            message = {"message_id": 1, "date": 0, "chat": message["chat"]}
        query = {"id": number, "from": user, "chat_instance": "1", "data": data}
        if not no_message:
            query["message"] = message
        self.updates.put({"update_id": next(self._numbers), "callback_query": query})

    def taps_answered(self, timeout: float = 20) -> bool:
        """Whether every tap has been answered: the user's spinner stops."""
        end = time.monotonic() + timeout
        while self._unanswered and time.monotonic() < end:
            time.sleep(0.02)
        return not self._unanswered

    def next_reply(self, timeout: float, chats: Collection[int] = ()) -> dict[str, Any]:
        """The next message the bot sends, to some chats: what else it sends is passed over."""
        while True:
            data = self.replies.get(timeout=timeout)
            if not chats or int(data["chat_id"]) in chats:
                return data

    def reply(
        self, timeout: float = 40, chat: int | None = None
    ) -> tuple[str, list[tuple[str, str]]]:
        """The next message the bot sends: its visible text and its buttons (label, data)."""
        data = self.next_reply(timeout, () if chat is None else (chat,))
        text = visible(data["text"]) if data.get("parse_mode") == "HTML" else data["text"]
        markup = data.get("reply_markup") or "{}"
        markup = json.loads(markup) if isinstance(markup, str) else markup
        rows = markup.get("inline_keyboard", [])
        return text, [(b["text"], b["callback_data"]) for row in rows for b in row]
