"""Telegram: the only room that imports python-telegram-bot."""
