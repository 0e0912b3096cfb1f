"""What the panel does: brief, research, debate, edit and audit, on evidence from sources."""
