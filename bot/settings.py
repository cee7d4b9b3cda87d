"""Settings from the environment and `.env`; read once, where a command needs them."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from dotenv import dotenv_values
from msgspec import Meta, Struct

from bot.errors import SettingsError, TokenError

PREFIX = "JIYUAN_BOT_"
LEVELS = {"WARN": "WARNING", "FATAL": "CRITICAL"}
"""Other names of levels, as `logging` knows them."""
HOW_TO_GET_ONE = """\
JIYUAN_BOT_TOKEN is not set: the bot needs a token from Telegram.
  1. In Telegram open @BotFather (https://t.me/BotFather), send /newbot, answer its questions.
  2. Copy the token it gives you (it looks like 123456789:AAE...).
  3. Put the line JIYUAN_BOT_TOKEN=<token> into a file named .env here, or into the environment.
Then run `jiyuan-bot telegram` again. The console needs no token: run `jiyuan-bot`."""


class Secret:
    """Text that shows in no log and no traceback.

    Args:
        value: The text.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str = "") -> None:
        self._value = value

    def reveal(self) -> str:
        """The text."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(...)" if self._value else "Secret()"


Address = Annotated[
    str, Meta(pattern=r"^(https?://\S+)?$", description="an address such as https://example.org")
]
_NONE = Secret()


class Settings(Struct, frozen=True, kw_only=True):
    """The settings of the Telegram bot.

    Attributes:
        token: The bot's token from @BotFather.
        admins: User ids of the administrators.
        api_url: Another Bot API server, without the token; empty for Telegram's own.
        log: Level of the log.
        database_url: `sqlite:///path` or `postgresql://…`; empty for SQLite in the user's data
            folder.
        webhook_url: Where Telegram sends updates; empty for long polling.
        webhook_listen: Address that the webhook's server listens on.
        webhook_port: Its port.
        webhook_secret: What Telegram must send along; required with a webhook.
        rate: Messages a second that the bot sends at most; 0 for no limit.
        retention: Days that the journal is kept.
        user_rate: Messages a minute that one user may send; 0 for no limit.
    """

    token: Secret = _NONE
    admins: Annotated[
        frozenset[int], Meta(description="user ids, which are numbers, separated by commas")
    ] = frozenset()
    api_url: Address = ""
    log: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"],
        Meta(description="a level: DEBUG, INFO, WARNING or ERROR"),
    ] = "INFO"
    database_url: Secret = _NONE
    webhook_url: Address = ""
    webhook_listen: str = "127.0.0.1"
    webhook_port: Annotated[
        int, Meta(ge=1, le=65535, description="a whole number from 1 to 65535")
    ] = 8443
    webhook_secret: Secret = _NONE
    rate: Annotated[float, Meta(ge=0, le=10_000, description="a number from 0 to 10000")] = 30
    user_rate: Annotated[
        int, Meta(ge=0, le=10_000, description="a whole number from 0 to 10000")
    ] = 20
    retention: Annotated[
        int, Meta(ge=1, le=36_500, description="a whole number of days from 1 to 36500")
    ] = 90

    @classmethod
    def load(cls) -> Settings:
        """The settings as they stand; one that is set to nothing is not set.

        Raises:
            SettingsError: A setting cannot be used; the text names it and never its value.
        """
        given = {name.upper(): value for name, value in _given().items() if value}
        found: dict[str, Any] = {}
        wrong = []
        for field in msgspec.structs.fields(cls):
            name = f"{PREFIX}{field.name.upper()}"
            value = given.get(name, "").strip()
            if value:
                try:
                    found[field.name] = _converted(field.name, value, field.type)
                except (ValueError, msgspec.ValidationError):
                    wrong.append(f"{name}: give {_described(field.type)}")
        if wrong:
            raise SettingsError("wrong settings\n" + "\n".join(wrong))
        return cls(**found)

    def database(self) -> str:
        """The URL of the database."""
        url = self.database_url.reveal()
        if url:
            return url
        from platformdirs import user_data_path

        return f"sqlite:///{user_data_path('jiyuan-bot') / 'bot.db'}"

    def require_secret(self) -> str:
        """The webhook's secret.

        Raises:
            SettingsError: It is missing, or Telegram would not take it.
        """
        secret = self.webhook_secret.reveal()
        if not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", secret):
            raise SettingsError(
                f"{PREFIX}WEBHOOK_SECRET must be 16 to 256 of A-Z, a-z, 0-9, _ and -: without it "
                "anybody could send updates.\nMake one: python3 -c 'import secrets; "
                "print(secrets.token_urlsafe(32))'"
            )
        return secret

    def require_token(self) -> str:
        """The token.

        Raises:
            TokenError: There is none.
        """
        token = self.token.reveal()
        if not token:
            raise TokenError(HOW_TO_GET_ONE)
        return token


def _given() -> dict[str, str | None]:
    """What is set: in the environment, else in `.env`."""
    try:
        return {**dotenv_values(Path(".env"), encoding="utf-8-sig"), **os.environ}
    except (OSError, UnicodeDecodeError):
        raise SettingsError(".env cannot be read: save it as text in UTF-8") from None


def _converted(name: str, value: str, kind: Any) -> Any:
    given: object = value
    if name == "admins":
        given = [int(part) for part in value.replace(",", " ").split()]
    elif name == "log":
        given = LEVELS.get(value.upper(), value.upper())
    elif getattr(kind, "__origin__", None) in (int, float):
        given = kind.__origin__(value)
    return msgspec.convert(given, kind, dec_hook=_hidden)


def _hidden(kind: type[Secret], value: str) -> Secret:
    return kind(value)


def _described(kind: Any) -> str:
    """What a setting must be."""
    [meta] = kind.__metadata__
    return str(meta.description)
