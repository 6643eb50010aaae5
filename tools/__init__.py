"""Small programs that the Makefile runs; no part of what is installed."""
