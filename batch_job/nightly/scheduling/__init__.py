"""When nights are due, who starts them, and how people see where they stand."""
