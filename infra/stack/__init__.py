"""The real servers and our own processes on one machine, under one supervisor."""
