"""The jobs of the rates area."""
