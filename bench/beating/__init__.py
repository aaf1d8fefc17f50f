"""The two sides of the benchmark of schedulers."""
