"""The placements calculation: pure, columnar, streamed."""
