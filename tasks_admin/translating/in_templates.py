"""Texts that operators read, in Django templates, as Django's own template engine reads them."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.template import Context, Engine, Template
from django.template.base import Lexer, TokenType
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from tasks_admin.translating.message import Found, Message

IN_EXPRESSION = re.compile(r"""\b_\(\s*(?:"([^"]*)"|'([^']*)')\s*\)""")


def messages(root: Path, folders: list[Path]) -> Found:
    """Yield what the templates below the folders say."""
    engine = Engine.get_default()
    for folder in folders:
        for path in sorted(folder.rglob("*.html")):
            source = path.read_text(encoding="utf-8")
            where = str(path.relative_to(root))
            for message in _of_source(source, engine):
                yield message, where


def _of_source(source: str, engine: Engine) -> Iterator[Message]:
    nodes = Template(source, engine=engine).nodelist
    for node in nodes.get_nodes_by_type(TranslateNode):
        assert isinstance(node, TranslateNode)  # noqa: S101 -- tells mypy what was asked for
        if text := node.filter_expression.var.literal:
            yield Message(str(text).replace("%", "%%"), context=_context(node))
    for node in nodes.get_nodes_by_type(BlockTranslateNode):
        assert isinstance(node, BlockTranslateNode)  # noqa: S101 -- tells mypy what was asked for
        yield _block(node)
    for token in Lexer(source).tokenize():
        if token.token_type in (TokenType.VAR, TokenType.BLOCK):
            for one in IN_EXPRESSION.finditer(token.contents):
                yield Message(one[1] or one[2])


def _block(node: BlockTranslateNode) -> Message:
    text, _names = node.render_token_list(node.singular)
    plural, _names = node.render_token_list(node.plural) if node.plural else ("", [])
    return Message(text, plural, _context(node))


def _context(node: TranslateNode | BlockTranslateNode) -> str:
    return str(node.message_context.resolve(Context())) if node.message_context else ""
