"""What every operation may answer besides what its serializer says: refusals, told in the schema as in the API."""

from typing import Any

_TOLD = {"type": "object", "properties": {"detail": {"type": "string"}}, "required": ["detail"]}
# By field, each with its sentences; or one sentence for the whole request.
_INVALID = {"anyOf": [{"type": "object", "additionalProperties": {}}, {"type": "array", "items": {}}]}
ALWAYS = {
    "400": ("InvalidRequest", "What was sent cannot be understood; by field, what is wrong."),
    "401": ("Refusal", "Nobody is signed in, or the token has ended."),
    "403": ("Refusal", "Your role in this Trust does not include this."),
    "404": ("Refusal", "There is no such thing in this Trust."),
    "406": ("Refusal", "The answer is JSON; the request accepts something else."),
    "409": ("Refusal", "The rules say no; `detail` says why."),
    "415": ("Refusal", "What was sent is not JSON or a form."),
    "429": ("Refusal", "Too many requests; try again after the seconds of Retry-After."),
    "503": ("Refusal", "A part is being restarted; nothing was changed."),
}


def with_refusals(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A hook of drf-spectacular: name the refusals once, and under every operation."""
    result["components"]["schemas"] |= {"Refusal": _TOLD, "InvalidRequest": _INVALID}
    for operations in result["paths"].values():
        for operation in operations.values():
            for status, (name, words) in ALWAYS.items():
                operation["responses"].setdefault(status, _response(name, words))
    return result


def by_resource(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A hook of drf-spectacular: group the operations by what they are about, as /api/t/{trust}/<resource>/ says."""
    for path, operations in result["paths"].items():
        resource = path.removeprefix("/api/t/{trust}/").strip("/").partition("/")[0]
        for operation in operations.values():
            operation["tags"] = [resource.replace("-", " ")]
    return result


def _response(name: str, words: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"description": words, "content": {"application/json": {"schema": schema}}}
