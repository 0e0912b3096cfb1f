"""Questions to the archive: what is found that bears on them, answered from verbatim quotes or not at all."""
