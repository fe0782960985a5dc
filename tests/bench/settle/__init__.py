"""How fast a day of a large fleet is settled and published, held against a truth of its own."""
