"""One Markdown template a task; see `triptych.agents.chat.prompt`."""
