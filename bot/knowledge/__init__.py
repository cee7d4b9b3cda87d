"""What the bot knows: YAML to frozen models, with checks and places of errors."""

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.loader import load, read

__all__ = ["KnowledgeBase", "load", "read"]
