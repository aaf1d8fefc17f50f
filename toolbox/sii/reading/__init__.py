"""Files of the SII on their way to rows: what a file is, and what it says."""
