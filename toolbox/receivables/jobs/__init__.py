"""The jobs of the receivables area."""
