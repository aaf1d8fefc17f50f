"""The jobs of the reports."""
