"""A scripted newsroom on this machine."""
