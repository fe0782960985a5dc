"""From result objects to the batch view: loaded, audited, published by one switch, kept beside the archive."""
