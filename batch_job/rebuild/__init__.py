"""Everything that was computed, dropped and made again from the archive and the topics."""
