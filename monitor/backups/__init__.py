"""Backups: a folder with copies of a desk's files and a manifest that says what is in it; making and restoring them."""
