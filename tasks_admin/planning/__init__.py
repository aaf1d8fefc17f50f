"""When a schedule promises to run: pure calculation, no clock, no database."""
