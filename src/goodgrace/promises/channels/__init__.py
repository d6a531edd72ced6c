"""Ways to the outside world, one file each behind one Protocol, the shipped fake among them."""

from goodgrace.promises.channels.shape import Channel, Errand, Outcome, State

__all__ = ["Channel", "Errand", "Outcome", "State"]
