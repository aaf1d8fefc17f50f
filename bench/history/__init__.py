"""A console with a long history: filling it, and asking it for its pages."""
