"""Keeping the translations complete, without any system tool: found, compared, compiled."""
