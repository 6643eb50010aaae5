"""The web in, stories out: Scrapy settings, spiders, channels, extraction. Imports nothing of ours."""
