"""What the debate is worth, measured: a frozen set of ideas with planted errors, run in several settings."""
