"""A stand-in for the live services: a folder served over real HTTP, with faults on request."""
