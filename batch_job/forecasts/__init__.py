"""The coming day, by hour: of homes from hours alike, of counties by LightGBM; each with a band, each scored."""
