"""Scrapy settings: manners first. Used by `scrapy crawl` as they stand and by monitor with a source's own on top."""

from typing import Any

BOT_NAME = "presswatch"
SPIDER_MODULES = ["scrapers.spiders"]
USER_AGENT = "Presswatch/0.1 (news archive; no contact configured)"

# Manners: robots.txt, one request at a time per host, a delay that follows the host's latency.
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "Presswatch"
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOADER = "scrapers.downloading.CountingDownloader"
DOWNLOAD_DELAY = 1.0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
COOKIES_ENABLED = False
DEFAULT_REQUEST_HEADERS = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}

# Limits on every response. 8 MB holds the largest news page seen (4.6 MB) and a sitemap of 50,000 lines.
DOWNLOAD_MAXSIZE = 8 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_FAIL_ON_DATALOSS = True
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
RETRY_TIMES = 2
CLOSESPIDER_TIMEOUT = 600

# What Scrapy leaves open and we close: certificates unchecked, file:, data:, ftp: and s3: addresses, addresses of inner
# networks, proxies that look names up for us, two consoles.
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {
    "http": "scrapers.connecting.GuardedDownloads",
    "https": "scrapers.connecting.GuardedDownloads",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
HTTPPROXY_ENABLED = False
MEMUSAGE_ENABLED = False

# An unchanged page must cost next to nothing: what we do not use is not in its way. One item leaves per response, so
# one consumer per response is enough (Scrapy starts CONCURRENT_ITEMS tasks for each).
CONCURRENT_ITEMS = 1
# Bytes of pages that one crawl holds while they wait to be read: three or four usual pages, so that the workers never
# wait, or a thousand of the smallest.
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 1_000_000
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
DOWNLOADER_STATS = False
REFERER_ENABLED = False
WARN_ON_GENERATOR_RETURN_VALUE = False
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapers.robots.CachedRobots": 100,
    "scrapers.middlewares.WaitsForRoom": 110,
    "scrapers.middlewares.PatientRetry": 550,
    "scrapers.middlewares.QuickToUnpack": 595,
    "scrapers.middlewares.Redirects": 600,
    "scrapers.middlewares.AsReceived": 900,
}
SPIDER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
EXTENSIONS: dict[str, Any] = {
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "scrapy.extensions.memdebug.MemoryDebugger": None,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.logcount.LogCount": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
    "scrapers.robots.CrawlDelay": 10,
    "scrapers.ending.EndsSoon": 20,
}

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
LOG_LEVEL = "INFO"
