"""What the bot knows: YAML to frozen models, with checks and places of errors."""
