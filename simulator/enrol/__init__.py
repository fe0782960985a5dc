"""The population's entry in the registry: MySQL tables and topic `registry`."""
