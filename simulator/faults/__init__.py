"""Labelled faults: what goes wrong in a simulated country, from a file or at random, with the truth beside it."""
