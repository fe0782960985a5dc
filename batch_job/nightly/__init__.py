"""The nightly run: which days are due, frozen inputs, Spark, MySQL, one switch."""
