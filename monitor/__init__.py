"""Puts scrapers and storage together: configuration, command line, scheduler, comparing, policy."""
