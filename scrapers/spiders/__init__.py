"""The spiders that `scrapy list` names."""
