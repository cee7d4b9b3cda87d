"""Calls of the Bot API over HTTP.

python-telegram-bot lets one choose the client. aiohttp parses HTTP in C: a call costs a third of
the processor time that the default client (httpx) takes (tests/benchmarks/load.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram.request import RequestData

CONNECTIONS = 256
"""Connections kept to the Bot API at most: one for each update in work."""
CONNECT_TIMEOUT = 5.0
"""Seconds to get a connection in."""
READ_TIMEOUT = 5.0
"""Seconds without a byte of an answer after which a call has failed."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Request(BaseRequest):
    """One HTTP client with its connections. Proxies are taken from the environment.

    Args:
        before: Awaited before each call.
    """

    def __init__(self, before: Callable[[], Awaitable[None]] | None = None) -> None:
        self._before = before
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds that an answer may take."""
        return READ_TIMEOUT

    async def initialize(self) -> None:
        """Opens the client; opened again, it stays as it is."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS, ttl_dns_cache=300),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=True,
            )

    async def shutdown(self) -> None:
        """Closes all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,  # noqa: ARG002 - aiohttp counts writing as connecting or reading
        connect_timeout: Any = None,  # noqa: ARG002 - one for all calls
        pool_timeout: Any = None,  # noqa: ARG002 - waiting for a connection is no failure
    ) -> tuple[int, bytes]:
        """Makes a call; returns the HTTP status and the body.

        Raises:
            TimedOut: No answer in time.
            NetworkError: No answer at all. The message names the fault, never the URL: the token
                is part of it.
        """
        if self._before is not None:
            await self._before()
        if self._session is None:
            raise NetworkError("the client is not open")
        read = read_timeout if isinstance(read_timeout, int | float) else READ_TIMEOUT
        timeout = aiohttp.ClientTimeout(sock_connect=CONNECT_TIMEOUT, sock_read=read)
        parameters = request_data.json_parameters if request_data is not None else {}
        body = urlencode(parameters).encode() if parameters else None
        try:
            async with self._session.request(
                method, url, data=body, headers=FORM if body else None, timeout=timeout
            ) as response:
                return response.status, await response.read()
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise NetworkError(f"no answer ({type(error).__name__})") from None
