"""How a run is followed while it goes on."""
