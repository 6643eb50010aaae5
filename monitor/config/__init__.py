"""presswatch.toml, read and checked as a whole. `models` says what may stand in it, `values` in which written forms."""

from monitor.config.loading import FILE_NAME, ConfigError, load, parse
from monitor.config.models import Config, Event, ScheduleConfig, SourceConfig, SubscriptionConfig, WatchConfig
from monitor.config.values import Digest, QuietHours

__all__ = [
    "FILE_NAME",
    "Config",
    "ConfigError",
    "Digest",
    "Event",
    "QuietHours",
    "ScheduleConfig",
    "SourceConfig",
    "SubscriptionConfig",
    "WatchConfig",
    "load",
    "parse",
]
