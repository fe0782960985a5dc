"""What the parts of Concord agree on: words, units, rules and layouts. Imports nothing of ours."""
