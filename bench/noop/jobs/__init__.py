"""The jobs of the benchmark."""
