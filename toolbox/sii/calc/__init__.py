"""What the tax back office reckons, pure."""
