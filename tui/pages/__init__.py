"""What a Page shows: pure functions from values to lines, so that they can be tested without a terminal."""
