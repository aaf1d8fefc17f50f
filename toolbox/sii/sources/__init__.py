"""Where the files of the tax office come from."""

from background import TaskContext
from toolbox.sii.models import Company
from toolbox.sii.sources.ports import Source
from toolbox.sources import SourceNotConfigured


def open_sources(ctx: TaskContext, company: Company) -> Source:
    """Return where the company's files are; raises SourceNotConfigured where nobody said that."""
    raise SourceNotConfigured("No source of the tax office's files is set up")
