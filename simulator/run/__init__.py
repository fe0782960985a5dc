"""From demand to reports: past days, then the present."""
