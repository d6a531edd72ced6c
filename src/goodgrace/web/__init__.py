"""The pages: one module a room, and no rule in them."""
