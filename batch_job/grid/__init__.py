"""The grid by night: load of feeders against their rating, what they lose, and who may be stealing."""
