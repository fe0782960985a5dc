"""From archived readings to settled days, with numpy: needs neither Spark nor servers."""
