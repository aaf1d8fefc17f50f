"""Where the tax back office is: its days and months are Santiago's."""

SANTIAGO = "America/Santiago"
