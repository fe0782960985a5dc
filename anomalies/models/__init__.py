"""Models that score how unusual an hour's usage is; docs/models.md shows how to add one."""
