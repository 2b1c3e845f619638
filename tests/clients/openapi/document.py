"""Reads Meta's OpenAPI document: its operations, with their request examples and what they promise to answer."""

from dataclasses import dataclass, field

import yaml

METHODS = ("get", "post", "put", "delete", "patch")


@dataclass
class Operation:
    """One method of one path; paths are without the version segment."""

    method: str
    path: str
    query: list[str]
    # By media type, then by name.
    requests: dict[str, dict[str, object]] = field(default_factory=dict)
    # Success answers by name, and the schema that covers them.
    status: int = 200
    answers: dict[str, object] = field(default_factory=dict)
    schema: dict = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


class Document:
    """The whole document."""

    def __init__(self, path: str):
        with open(path, encoding="utf-8") as file:
            self.root = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))

    def resolve(self, node):
        """What a reference stands for; anything else is itself."""
        while isinstance(node, dict) and "$ref" in node:
            names = node["$ref"].lstrip("#/").split("/")
            node = self.root
            for name in names:
                node = node[name.replace("~1", "/").replace("~0", "~")]
        return node

    def operations(self) -> list[Operation]:
        """All operations but the one that describes webhooks."""
        return [
            self._operation(method, path, item)
            for path, item in self.root["paths"].items()
            for method in METHODS
            if method in item and path.startswith("/{Version}/")
        ]

    def webhooks(self) -> dict[str, object]:
        """The examples of webhooks, by name."""
        content = self.root["paths"]["/whatsapp/webhooks"]["post"]["requestBody"]["content"]
        return self._examples(content["application/json"])

    def _operation(self, method: str, path: str, item: dict) -> Operation:
        described = item[method]
        parameters = [self.resolve(one) for one in item.get("parameters", []) + described.get("parameters", [])]
        query = [one["name"] for one in parameters if one["in"] == "query"]
        operation = Operation(method.upper(), path.removeprefix("/{Version}"), query)
        body = self.resolve(described.get("requestBody", {}))
        for media_type, content in body.get("content", {}).items():
            operation.requests[media_type] = self._examples(content)
        for status, answer in described.get("responses", {}).items():
            if not str(status).startswith("2"):
                continue
            operation.status = int(status)
            for content in self.resolve(answer).get("content", {}).values():
                operation.answers |= self._examples(content)
                operation.schema = content.get("schema", {})
        return operation

    def _examples(self, content: dict) -> dict[str, object]:
        found = {name: self.resolve(one).get("value") for name, one in content.get("examples", {}).items()}
        if "example" in content:
            found["example"] = content["example"]
        return found
