"""Real files as if they happened now: meter readings and events, in the order in which they were measured."""
