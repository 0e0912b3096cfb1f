"""Chat models: endpoints, what is asked of them and how, what comes back and what it costs."""
