"""What the areas register in Django's admin."""

from toolbox.lists import admin as lists
from toolbox.sii import admin as sii

__all__ = ["lists", "sii"]
