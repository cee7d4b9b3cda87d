"""A stand-in for the Bot API on loopback: real HTTP, Telegram's own limits, scripted users."""

from __future__ import annotations

import json
import queue
import socket
import threading
import time
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

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


class _Server(ThreadingHTTPServer):
    """Listens; a bot that is killed in the middle of a call is no error here."""

    request_queue_size = 512
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Says nothing."""


class BotApi:
    """The server and what the tests do with it."""

    def __init__(self) -> None:
        self.updates: queue.Queue[dict[str, Any]] = queue.Queue()
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.replies: queue.Queue[dict[str, Any]] = queue.Queue()
        self.refuse: dict[str, tuple[int, str]] = {}
        self.faults: dict[str, list[tuple[int, str] | str]] = {}
        self._open: list[dict[str, Any]] = []
        self._lock = threading.Lock()
        self._numbers = iter(range(1, 10**9))
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                raw = self.rfile.read(length).decode()
                if "json" in (self.headers.get("Content-Type") or ""):
                    data = json.loads(raw or "{}")
                else:
                    data = {key: values[0] for key, values in parse_qs(raw).items()}
                _, token, method = self.path.split("/")
                fault = api.fault(method)
                if fault == "drop":
                    self.connection.shutdown(socket.SHUT_RDWR)
                    self.close_connection = True
                    return
                status, body = (
                    api._error(*fault)
                    if isinstance(fault, tuple)
                    else api.answer(token.removeprefix("bot"), method, data)
                )
                payload = b"<html>" if fault == "garbage" else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, *_: object) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stops listening."""
        self._server.shutdown()
        self._server.server_close()

    # -- the Bot API's side -----------------------------------------------------------------------

    def answer(self, token: str, method: str, data: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """What the Bot API answers to a call."""
        self.calls.append((method, data))
        if token != TOKEN:
            return self._error(401, "Unauthorized")
        if method in self.refuse:
            return self._error(*self.refuse[method])
        match method:
            case "getMe":
                return self._fine({"id": 123456789, "is_bot": True, "first_name": "Jiyuan",
                                   "username": "jiyuan_test_bot"})  # fmt: skip
            case "getUpdates":
                offset, limit = int(data.get("offset") or 0), int(data.get("limit") or 100)
                return self._fine(self._pending(offset, limit, float(data.get("timeout") or 0)))
            case "sendMessage" | "editMessageText":
                problem = self._problem(data)
                if problem:
                    return self._error(400, f"Bad Request: {problem}")
                sent = self._message(int(data["chat_id"]), data["text"])
                if method == "editMessageText":
                    sent["message_id"] = int(data["message_id"])
                self.replies.put({"method": method, "sent": sent["message_id"], **data})
                return self._fine(sent)
            case _:
                return self._fine(True)

    def fault(self, method: str) -> tuple[int, str] | str | None:
        """The next fault planned for a method: a refusal, `drop`, `garbage`; None for none."""
        planned = self.faults.get(method)
        return planned.pop(0) if planned else None

    def _pending(self, offset: int, limit: int, timeout: float) -> list[dict[str, Any]]:
        """Updates from an offset on; what is below it counts as received and goes."""
        end = time.monotonic() + min(timeout, 1.0)
        while True:
            with self._lock:
                while not self.updates.empty():
                    self._open.append(self.updates.get())
                self._open = [u for u in self._open if u["update_id"] >= offset]
                if self._open or time.monotonic() >= end:
                    return self._open[:limit]
            time.sleep(0.005)

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
    def _error(code: int, text: str) -> tuple[int, dict[str, Any]]:
        body: dict[str, Any] = {"ok": False, "error_code": code, "description": text}
        if code == 429:
            body["parameters"] = {"retry_after": 1}
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

    def called(self, method: str, timeout: float = 10) -> dict[str, Any]:
        """What the bot sent with the last call of a method, waiting for one."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            for name, data in reversed(self.calls):
                if name == method:
                    return data
            time.sleep(0.02)
        raise AssertionError(f"{method} was not called")

    def tap(self, data: str, chat: int = 42) -> None:
        """A user taps a button."""
        user = {"id": chat, "is_bot": False, "first_name": "U", "language_code": "zh-hans"}
        self.updates.put({
            "update_id": next(self._numbers),
            "callback_query": {"id": str(next(self._numbers)), "from": user, "chat_instance": "1",
                               "data": data, "message": self._message(chat, "?")},
        })  # fmt: skip

    def reply(self, timeout: float = 15) -> tuple[str, list[tuple[str, str]]]:
        """The next message the bot sends: its visible text and its buttons (label, data)."""
        data = self.replies.get(timeout=timeout)
        text = visible(data["text"]) if data.get("parse_mode") == "HTML" else data["text"]
        markup = data.get("reply_markup") or "{}"
        markup = json.loads(markup) if isinstance(markup, str) else markup
        rows = markup.get("inline_keyboard", [])
        return text, [(b["text"], b["callback_data"]) for row in rows for b in row]
