"""Spanish as it is written in Lima."""
