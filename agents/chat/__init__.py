"""The analyst that thinks with a chat model, one part of the protocol a file."""
