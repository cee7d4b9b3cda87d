"""The console: a chat on a terminal, and an answer a line where there is none."""
