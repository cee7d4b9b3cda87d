"""`python -m bot` is `jiyuan-bot`."""

from bot.cli import main

if __name__ == "__main__":  # the process that works out a large version imports this too
    main()
