"""Two older contracts, spoken for the clients that know them; see docs/api.md."""
