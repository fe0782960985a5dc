"""What is usual at each hour of the week: peaks beside the settled days, median and MAD, MySQL, Redis."""
