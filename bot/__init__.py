"""The edges: channels, the web, delivery, and the one place where everything is put together."""
