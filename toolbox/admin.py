"""What the areas register in Django's admin."""

from toolbox.lists import admin

__all__ = ["admin"]
