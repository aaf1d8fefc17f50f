"""The receivables calculation: pure, columnar, streamed."""
