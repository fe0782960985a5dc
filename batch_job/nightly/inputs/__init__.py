"""What a night reads, frozen before it starts: objects, service points and their state, facts."""
