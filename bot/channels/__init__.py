"""Where it is said: the console and Telegram."""
