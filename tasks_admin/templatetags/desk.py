"""Links of the desk for rows set aside."""

from django import template

from tasks_admin.queries.desk import DeskFilter, Group

register = template.Library()


@register.simple_tag
def group_of(chosen: DeskFilter, one: Group) -> str:
    """Write the filter narrowed to a group."""
    return chosen.query_string(task=one.task_name, source=one.source, reason=one.reason, dataset="")


@register.simple_tag
def with_status(chosen: DeskFilter, status: str) -> str:
    """Write the same filter for another status."""
    return chosen.query_string(status=status)
