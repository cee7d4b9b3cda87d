"""Settings from the environment and `.env`; read once, where a command needs them."""

from __future__ import annotations

import logging
import re
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsError, TokenError

PREFIX = "JIYUAN_BOT_"
HOW_TO_GET_ONE = """\
JIYUAN_BOT_TOKEN is not set: the bot needs a token from Telegram.
  1. In Telegram open @BotFather (https://t.me/BotFather), send /newbot, answer its questions.
  2. Copy the token it gives you (it looks like 123456789:AAE...).
  3. Put the line JIYUAN_BOT_TOKEN=<token> into a file named .env here, or into the environment.
Then run `jiyuan-bot telegram` again. The console needs no token: run `jiyuan-bot`."""


class Settings(BaseSettings):
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

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8-sig",
        extra="ignore",
        frozen=True,
    )

    token: SecretStr = SecretStr("")
    admins: Annotated[frozenset[int], NoDecode] = frozenset()
    api_url: str = Field(default="", pattern=r"^(https?://\S+)?$")
    log: str = "INFO"
    database_url: SecretStr = SecretStr("")
    webhook_url: str = Field(default="", pattern=r"^(https?://\S+)?$")
    webhook_listen: str = "127.0.0.1"
    webhook_port: int = Field(default=8443, ge=1, le=65535)
    webhook_secret: SecretStr = SecretStr("")
    rate: float = Field(default=30, ge=0, le=10_000)
    user_rate: int = Field(default=20, ge=0, le=10_000)
    retention: int = Field(default=90, ge=1, le=36_500)

    @field_validator("admins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return [part for part in value.replace(",", " ").split() if part]
        return value

    @field_validator("log")
    @classmethod
    def _level(cls, value: str) -> str:
        level = value.upper()
        if level not in logging.getLevelNamesMapping():
            raise ValueError("name a level: DEBUG, INFO, WARNING or ERROR")
        return level

    @classmethod
    def load(cls) -> Settings:
        """The settings as they stand.

        Raises:
            SettingsError: A setting cannot be used; the text names it and never its value.
        """
        try:
            return cls()
        except ValidationError as error:
            rows = [
                f"{PREFIX}{'_'.join(map(str, p['loc'][:1])).upper()}: {p['msg']}"
                for p in error.errors(include_url=False, include_input=False)
            ]
            raise SettingsError("wrong settings\n" + "\n".join(rows)) from None
        except (OSError, UnicodeDecodeError):
            raise SettingsError(".env cannot be read: save it as text in UTF-8") from None

    def database(self) -> str:
        """The URL of the database."""
        url = self.database_url.get_secret_value().strip()
        if url:
            return url
        from platformdirs import user_data_path

        return f"sqlite:///{user_data_path('jiyuan-bot') / 'bot.db'}"

    def require_secret(self) -> str:
        """The webhook's secret.

        Raises:
            SettingsError: It is missing, or Telegram would not take it.
        """
        secret = self.webhook_secret.get_secret_value()
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
        token = self.token.get_secret_value().strip()
        if not token:
            raise TokenError(HOW_TO_GET_ONE)
        return token
