"""Telegram: the only room that imports python-telegram-bot."""

import sys

# Where tornado is installed python-telegram-bot loads a webhook server (ours is another one), and
# httpx loads its command line with rich and Pygments: 3 MB each for nothing. None says that there
# is no such module; both go without.
for _name in ("httpx._main", "telegram.ext._utils.webhookhandler"):
    sys.modules.setdefault(_name, None)  # type: ignore[arg-type]  # None is how it is said
