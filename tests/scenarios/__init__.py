"""Named cases of register and billing trouble: what came (when/*.csv), and what the batch makes of it (then/*.csv)."""
