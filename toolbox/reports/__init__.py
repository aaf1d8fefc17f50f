"""Reports on the placements: newcomers, balances, and what is worked out on demand."""
