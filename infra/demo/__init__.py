"""`make demo`: the whole pipeline on one machine, with a country in it, and a proof that its answers agree."""
