"""The jobs of the tax back office."""
