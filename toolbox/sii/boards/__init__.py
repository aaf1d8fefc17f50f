"""What people look at in the tax back office."""

from toolbox.sii.boards.fees import FEES
from toolbox.sii.boards.missing import MISSING
from toolbox.sii.boards.register import PURCHASES, SALES
from toolbox.sii.boards.returns import RETURNS

__all__ = ["FEES", "MISSING", "PURCHASES", "RETURNS", "SALES"]
