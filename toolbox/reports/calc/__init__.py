"""What the reports are made of, as functions of their inputs alone."""
