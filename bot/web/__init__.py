"""The FastAPI app: the web chat's pages and their wire, health, and what guards them."""
