"""Where evidence comes from: the library, its readers and the network guard."""
