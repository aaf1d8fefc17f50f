"""The jobs of the placements area."""
