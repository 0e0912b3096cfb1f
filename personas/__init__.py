"""Who speaks: one TOML file a persona, and its loader."""
