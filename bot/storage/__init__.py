"""What survives a restart: updates not yet answered, sessions, switches, counts; on SQL."""
