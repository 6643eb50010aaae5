"""presswatch.toml, read and checked as a whole. `models` says what may stand in it, `values` in which written forms."""

from monitor.config.loading import FILE_NAME, ConfigError, load, parse
from monitor.config.models import (
    ArchiveConfig,
    Config,
    DeskConfig,
    Event,
    KeepConfig,
    Part,
    ScheduleConfig,
    SourceConfig,
    SubscriptionConfig,
    WatchConfig,
)
from monitor.config.values import Digest, QuietHours

__all__ = [
    "FILE_NAME",
    "ArchiveConfig",
    "Config",
    "ConfigError",
    "DeskConfig",
    "Digest",
    "Event",
    "KeepConfig",
    "Part",
    "QuietHours",
    "ScheduleConfig",
    "SourceConfig",
    "SubscriptionConfig",
    "WatchConfig",
    "load",
    "parse",
]
