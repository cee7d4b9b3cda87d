"""`python -m bot` is `jiyuan-bot`."""

from bot.cli import main

main()
