"""Numbers as Peru writes them (1,234.50); Django's Spanish is Spain's (1.234,50)."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
