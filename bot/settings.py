"""Settings from the environment and `.env`; read once, where a command needs them."""

from __future__ import annotations

import logging
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
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True
    )

    token: SecretStr = SecretStr("")
    admins: Annotated[frozenset[int], NoDecode] = frozenset()
    api_url: str = Field(default="", pattern=r"^(https?://\S+)?$")
    log: str = "INFO"

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

    def require_token(self) -> str:
        """The token.

        Raises:
            TokenError: There is none.
        """
        token = self.token.get_secret_value().strip()
        if not token:
            raise TokenError(HOW_TO_GET_ONE)
        return token
