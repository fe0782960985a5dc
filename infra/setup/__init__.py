"""Installs everything a machine lacks; standard library only, because nothing is installed yet."""
