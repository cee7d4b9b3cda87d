"""What to say: the assistant, sessions, outcomes and channel-neutral replies; no I/O, no clock."""
