"""Shapes of JSON: which keys and types a document promises, which an answer has, and where they differ.

Values are not compared. Lists are seen as one element that is everything their elements are.
"""

from dataclasses import dataclass, field

NAMES = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null", dict: "object",
         list: "array"}
DEPTH_MAX = 12
# Whether there is another page depends on how many there are.
PAGES = ("paging.next", "paging.previous")


@dataclass
class Form:
    """What is known about the values at one place."""

    types: set[str] = field(default_factory=set)
    # How often an object stood here, and how often each key was in it: a key is promised when it was always there.
    objects: int = 0
    keys: dict[str, "Form"] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    items: "Form | None" = None
    # Any key goes: a schema says so, or does not say anything.
    open: bool = False

    def add(self, value) -> "Form":
        """Adds an example."""
        self.types.add(NAMES[type(value)])
        if isinstance(value, dict):
            self.objects += 1
            for key, inner in value.items():
                self.keys.setdefault(key, Form()).add(inner)
                self.seen[key] = self.seen.get(key, 0) + 1
        elif isinstance(value, list):
            self.items = self.items or Form()
            for inner in value:
                self.items.add(inner)
        return self

    def add_schema(self, schema: dict, resolve, depth: int = 0) -> "Form":
        """Adds what a schema allows; `resolve` follows its references."""
        schema = resolve(schema)
        for word in ("oneOf", "anyOf", "allOf"):
            for inner in schema.get(word, []):
                self.add_schema(inner, resolve, depth + 1)
        named = schema.get("type", [])
        self.types.update([named] if isinstance(named, str) else named)
        if depth > DEPTH_MAX:
            self.open = True
            return self
        for key, inner in schema.get("properties", {}).items():
            self.types.add("object")
            self.keys.setdefault(key, Form()).add_schema(inner, resolve, depth + 1)
        if schema.get("additionalProperties"):
            self.open = True
        if isinstance(schema.get("items"), dict):
            self.types.add("array")
            self.items = (self.items or Form()).add_schema(schema["items"], resolve, depth + 1)
        return self

    @property
    def promised(self) -> list[str]:
        """Keys that every example had."""
        return [key for key, times in self.seen.items() if times == self.objects]


def differences(promise: Form, answer: Form, at: str = "") -> list[tuple[str, str]]:
    """(kind, place) of each difference: missing, extra, type, empty."""
    found = []
    known = promise.types | ({"integer"} if "number" in promise.types else set())
    for name in sorted(answer.types - known) if known else []:
        found.append(("type", f"{at or '.'}: {name}, not {' or '.join(sorted(promise.types))}"))
    if answer.objects:
        found += [("missing", joined(at, key)) for key in promise.promised
                  if key not in answer.keys and joined(at, key) not in PAGES]
        closed = promise.keys and not promise.open
        found += [("extra", joined(at, key)) for key in answer.keys if closed and key not in promise.keys]
    for key in answer.keys.keys() & promise.keys.keys():
        found += differences(promise.keys[key], answer.keys[key], joined(at, key))
    if promise.items and answer.items:
        if answer.items.types:
            found += differences(promise.items, answer.items, at + "[]")
        elif promise.items.objects:
            found.append(("empty", at + "[]"))
    return sorted(found)


def joined(at: str, key: str) -> str:
    """The place of a key."""
    return f"{at}.{key}" if at else key
