"""The reviewed list of differences. One that is not listed fails; one that is listed and does not occur fails too."""

import tomllib
from typing import NamedTuple

KINDS = ("not served", "status", "missing", "extra", "type", "empty", "no webhook")


class Difference(NamedTuple):
    """One difference of one request."""

    operation: str
    example: str
    kind: str
    at: str

    def __str__(self) -> str:
        return f"{self.kind} {self.at}".rstrip()


class Reviewed:
    """differences.toml."""

    def __init__(self, path: str):
        with open(path, "rb") as file:
            entries = tomllib.load(file).get("difference", [])
        self.used: set[tuple] = set()
        self.lines: dict[tuple, str] = {}
        for entry in entries:
            self._check(entry)
            for operation in listed(entry["operation"]):
                for example in listed(entry.get("example", "*")):
                    for at in listed(entry.get("at", "")):
                        key = (operation, example, entry["kind"], at)
                        if key in self.lines:
                            raise SystemExit(f"differences.toml lists {key} twice")
                        self.lines[key] = entry["reason"]

    @staticmethod
    def _check(entry: dict):
        odd = entry.keys() - {"operation", "example", "kind", "at", "reason"}
        if odd or entry.get("kind") not in KINDS or not entry.get("reason", "").strip():
            raise SystemExit(f"differences.toml: an entry needs operation, a known kind and a reason, not {entry}")

    def covers(self, difference: Difference) -> bool:
        """Whether it is listed; the line is used then."""
        found = False
        for example in (difference.example, "*"):
            key = (difference.operation, example, difference.kind, difference.at)
            if key in self.lines:
                self.used.add(key)
                found = True
        return found

    def stale(self) -> list[tuple]:
        """Lines that no difference used."""
        return [key for key in self.lines if key not in self.used]


def listed(value) -> list:
    """A list of one, or the list."""
    return value if isinstance(value, list) else [value]


def as_toml(found: list[Difference]) -> str:
    """Lines to review, one entry for each operation, example and kind."""
    gathered: dict[tuple, list[str]] = {}
    for one in found:
        gathered.setdefault((one.operation, one.example, one.kind), []).append(one.at)
    quoted = lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return "\n".join(
        f"[[difference]]\noperation = {quoted(operation)}\nexample = {quoted(example)}\nkind = {quoted(kind)}\n"
        + (f"at = [{', '.join(map(quoted, at))}]\n" if any(at) else "") + 'reason = ""\n'
        for (operation, example, kind), at in gathered.items()
    )
