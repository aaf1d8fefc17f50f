"""The JSON API: HTTP in, JSON out, over the same services and queries as the pages."""
