"""The OpenAPI document: one launch for each task, with the task's own parameters."""

from copy import deepcopy
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from pydantic import BaseModel

from background import TaskSpec, registry
from tasks_admin.api.answers import Problem
from tasks_admin.api.problems import MEDIA_TYPE

LAUNCH = "/tasks/{name}/runs"
REFUSALS = {
    "400": "The body is no JSON",
    "401": "No token, or none that is good",
    "403": "The right for this is missing",
    "404": "There is no such thing",
    "409": "It is not in a state for this",
    "413": "More was sent than is taken",
    "422": "Something that was sent is not acceptable",
    "429": "Too many calls; see `Retry-After`",
}

_named: list[type[BaseModel]] = []
"""Models that operations refer to and do not declare."""


class ConsoleAPI(NinjaAPI):
    """The API with its document completed."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the document with typed launches and the form of refusals."""
        document = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        schemas = document["components"]["schemas"]
        for model in _named:
            _describe(model, schemas)
        document["paths"] = _with_launches(document["paths"], schemas)
        for operations in document["paths"].values():
            for operation in operations.values():
                _tell_refusals(operation)
        return document


def reference(model: type[BaseModel]) -> dict[str, str]:
    """Return the place of a model in the document, and see to it that it stands there."""
    _named.append(model)
    return {"$ref": REF_TEMPLATE.format(model=model.__name__)}


PROBLEM = reference(Problem)


def _describe(model: type[BaseModel], schemas: dict[str, Any]) -> dict[str, Any]:
    """Put a model and what it is made of among the document's; return it."""
    described = model.model_json_schema(ref_template=REF_TEMPLATE)
    schemas.update(described.pop("$defs", {}))
    schemas[model.__name__] = described
    return described


def _with_launches(paths: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """Put the launch of each task in the place of the one for any."""
    found = dict[str, Any]()
    for path, operations in paths.items():
        if not path.endswith(LAUNCH):
            found[path] = operations
            continue
        for spec in registry:
            concrete = path.replace("{name}", spec.name)
            found[concrete] = {"post": _launch(operations["post"], spec, schemas)}
    return found


def _launch(general: dict[str, Any], spec: TaskSpec, schemas: dict[str, Any]) -> dict[str, Any]:
    operation = deepcopy(general)
    title = spec.params_model.__name__
    params = _describe(spec.params_model, schemas)
    body = deepcopy(schemas["Launch"])
    body["title"] = f"Launch{title}"
    body["properties"]["params"] = {"$ref": REF_TEMPLATE.format(model=title)}
    if params.get("required"):
        body["required"] = ["params"]
    operation["operationId"] = f"launch_{spec.name.replace('.', '_')}"
    operation["summary"] = f"Launch {spec.name}"
    operation["description"] = f"{spec.summary}\n\n{general.get('description', '')}"
    operation["parameters"] = [one for one in operation["parameters"] if one["in"] != "path"]
    operation["requestBody"] = {
        "required": bool(params.get("required")),
        "content": {"application/json": {"schema": body}},
    }
    return operation


def _tell_refusals(operation: dict[str, Any]) -> None:
    content = {MEDIA_TYPE: {"schema": PROBLEM}}
    refusals = {
        status: {"description": description, "content": content}
        for status, description in REFUSALS.items()
    }
    told = {str(status): answer for status, answer in operation["responses"].items()}
    operation["responses"] = refusals | told
