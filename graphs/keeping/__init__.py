"""What a run needs to survive its process: its request, its checkpoints, and every answer that it was given."""
