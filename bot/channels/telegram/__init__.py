"""Telegram: the only room that imports python-telegram-bot."""

import sys

# httpx, which python-telegram-bot loads, loads its own command line where it can, and with it rich
# and Pygments: 3 MB for nothing. None says that there is no such module; httpx goes without.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # None is how it is said
