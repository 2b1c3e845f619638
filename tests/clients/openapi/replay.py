"""Sends every request example of Meta's OpenAPI document to a running simulator, and compares status and shape.

    replay.py BINARY [--suggest] [--only TEXT]

--suggest prints unlisted differences as entries for differences.toml. Prints a line for each path; the exit code is 1
when a difference is not listed in differences.toml, or a listed one did not occur.
"""

import argparse
import pathlib
import re
import sys
import tomllib
from dataclasses import dataclass

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from differences import Difference, Reviewed, as_toml  # noqa: E402
from document import Document, Operation  # noqa: E402
from shape import Form, differences  # noqa: E402
from simulated import FILES, Answer, Receiver, Simulated  # noqa: E402
from webhooks import compared as compared_webhooks  # noqa: E402
from world import World  # noqa: E402

DOCUMENT = "meta-business-messaging-api_v23.0.yaml"
# What one use takes away, so that the next one needs a new one.
USED_UP = {"flow": ("flow",), "media": ("media", "media_url"), "group": ("group",), "qr_code": ("qr_code",),
           "solution": ("solution",), "preverified": ("preverified",)}


@dataclass
class Case:
    """One request: an operation's example, or what stands for one."""

    operation: Operation
    example: str
    json: object = None
    form: dict | None = None
    # The success examples that answer it; none: the schema alone.
    promised: list[object] | None = None
    fields: str = ""


class Requests:
    """requests.toml: how examples become requests."""

    def __init__(self, world: World | None = None):
        with open(HERE / "requests.toml", "rb") as file:
            self.table = tomllib.load(file)
        self.world = world
        self.own: dict[str, list[dict]] = {}
        for one in self.table["request"]:
            self.own.setdefault(one["operation"], []).append(one)

    def cases(self, operation: Operation) -> list[Case]:
        """Every request of an operation."""
        own = self.own.get(operation.name, [])
        cases = [Case(operation, one["example"], one.get("json"), one.get("form")) for one in own]
        replaced = {case.example for case in cases}
        for media_type, examples in operation.requests.items():
            for name, value in examples.items():
                if name not in replaced and not (operation.path.endswith("/media")):
                    as_form = media_type == "multipart/form-data"
                    cases.append(Case(operation, name, *((None, value) if as_form else (value, None))))
        if not cases and operation.method == "GET":
            cases = self._reads(operation)
        cases = cases or [Case(operation, "-")]
        for case in cases:
            if case.promised is None:
                case.promised = self._promised(operation, case.example)
        return cases

    def _reads(self, operation: Operation) -> list[Case]:
        """One read without `fields`, and one for each answer that is not empty, asking for what it shows."""
        queries = self.table["query"].get(operation.name, {})
        cases = []
        for name, value in operation.answers.items():
            if not isinstance(value, dict) or value.get("data") == []:
                continue
            if name in queries or "fields" not in operation.query:
                cases.append(Case(operation, name, promised=[value]))
            else:
                inner = value.get("data", value)
                rows = inner if isinstance(inner, list) else [inner]
                shown = dict.fromkeys(key for row in rows for key in row)
                cases.append(Case(operation, name, promised=[value], fields=",".join(shown)))
        return cases + [Case(operation, "-", promised=[])] * ("fields" in operation.query or not cases)

    def _promised(self, operation: Operation, example: str) -> list[object]:
        named = self.table["answers"].get(operation.name, example)
        if isinstance(named, dict):
            named = named.get(example, named.get("*"))
        if named in operation.answers:
            return [operation.answers[named]]
        return list(operation.answers.values())

    def path(self, case: Case) -> str:
        """The path with this world's ids."""
        second = case.operation.name in self.table["second_number"]["operations"]
        paths = self.table["path"] | self.table["own_path"].get(case.operation.name, {})
        value = lambda name: "@second_number" if second and name == "Phone-Number-ID" else paths[name]
        return re.sub(r"\{([^}]+)\}", lambda found: self.filled(value(found[1])), case.operation.path)

    def query(self, case: Case) -> dict:
        """The query, `fields` included."""
        queries = self.table["query"].get(case.operation.name, {})
        asked = self.filled(queries.get("*", {}) | queries.get(case.example, {}))
        return ({"fields": case.fields} if case.fields else {}) | asked

    def body(self, case: Case):
        """The JSON body with this world's ids."""
        members = self.table["members"]
        special = members.get(case.operation.name, {})
        overrides = {k: v for k, v in members.items() if not isinstance(v, dict)}
        overrides |= special.get("*", {}) | special.get(case.example, {})
        return self.filled(case.json if case.form is None else self.files(case.form), overrides)

    def files(self, form: dict) -> dict:
        """A form whose files are there."""
        def part(value):
            if not isinstance(value, dict):
                return value
            if "file" in value:
                return (f"file.{value['file']}", *FILES[value["file"]])
            return value["name"], value["type"], value["text"].encode()

        return {name: part(value) for name, value in form.items()}

    def filled(self, value, overrides: dict | None = None):
        """The value with facts for what stands for them."""
        if isinstance(value, dict):
            filled = lambda key, inner: self.filled((overrides or {}).get(key, inner), overrides)
            return {key: filled(key, inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.filled(inner, overrides) for inner in value]
        if not isinstance(value, str):
            return value
        value = self.table["placeholders"].get(value, value)
        return self.world[value[1:]] if value.startswith("@") else value


def send(world: World, requests: Requests, case: Case) -> Answer:
    """Sends a case. A medium's address is an address, not a path."""
    path, query = requests.path(case), requests.query(case)
    if path.startswith("/http"):
        return world.simulated.fetch(path[1:])
    body = requests.body(case)
    form = {} if case.form is None else {"form": body}
    return world.simulated.graph(case.operation.method, path, query, **(form or {"json_body": body}))


def compared(document: Document, case: Case, answer: Answer) -> list[Difference]:
    """How an answer differs from what the document promises."""
    make = lambda kind, at="": Difference(case.operation.name, case.example, kind, at)
    if answer.status != case.operation.status:
        error = answer.error
        if error.get("code") == 100 and error.get("error_subcode") == 33 or error.get("code") in (12, 2500):
            return [make("not served")]
        return [make("status", f"{answer.status} {error.get('code', '')}".strip())]
    promise = Form()
    for value in case.promised:
        promise.add(value)
    promise.add_schema(case.operation.schema, document.resolve)
    if answer.json is None or not (promise.keys or promise.items):
        return []
    return [make(kind, at) for kind, at in differences(promise, Form().add(answer.json))]


def ordered(operations: list[Operation], table: dict) -> list[Operation]:
    """What takes things away comes last."""
    late = table["second_number"]["operations"] + table["last"]["operations"]
    rank = lambda one: (1 + late.index(one.name) if one.name in late else 0, one.method == "DELETE")
    return sorted(operations, key=rank)


def replay(world: World, document: Document, only: str) -> dict[str, list[tuple[Case, Answer, list[Difference]]]]:
    """What came of every case, by path."""
    requests = Requests(world)
    results: dict[str, list] = {}
    for operation in ordered([one for one in document.operations() if only in one.name], requests.table):
        for name in requests.table["needs"].get(operation.name, []):
            _ = world[name]
        for case in requests.cases(operation):
            if operation.method != "GET":
                for name in re.findall(r"\{([^}]+)\}", operation.path):
                    world.forget(*USED_UP.get(requests.table["path"][name][1:], ()))
            answer = send(world, requests, case)
            results.setdefault(operation.path, []).append((case, answer, compared(document, case, answer)))
            if operation.method == "DELETE":
                world.forget("flow", "preverified", "media", "media_url", "group", "qr_code", "blocked")
    return results


def shown(path: str, cases: list[tuple[Case, Answer, list[Difference]]], reviewed: Reviewed) -> list[Difference]:
    """Prints a path's line and what is wrong; the unlisted differences."""
    found = [one for _, _, inner in cases for one in inner]
    new = [one for one in found if not reviewed.covers(one)]
    methods = ",".join(dict.fromkeys(case.operation.method for case, _, _ in cases))
    known = f", {len(found) - len(new)} listed differences" if len(found) > len(new) else ""
    print(f"{'FAIL' if new else 'ok  '}  {path}  {methods}: {len(cases)} requests{known}")
    for case, answer, inner in cases:
        for one in (one for one in inner if one in new):
            said = f"   {answer.said}" if one.kind == "status" else ""
            print(f"        {case.operation.method} {case.example}: {one}{said}"[:240])
    return new


def shown_webhooks(count: int, found: list[Difference], reviewed: Reviewed) -> list[Difference]:
    """The same for webhooks."""
    new = [one for one in found if not reviewed.covers(one)]
    known = f", {len(found) - len(new)} listed differences" if len(found) > len(new) else ""
    print(f"{'FAIL' if new else 'ok  '}  webhooks: {count} kinds documented{known}")
    for one in new:
        print(f"        {one.example}: {one}")
    return new


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("--suggest", action="store_true", help="print unlisted differences as entries to review")
    parser.add_argument("--only", default="", help="operations whose name holds this text")
    asked = parser.parse_args()
    document, reviewed, receiver = Document(str(HERE / DOCUMENT)), Reviewed(str(HERE / "differences.toml")), Receiver()
    with Simulated(asked.binary, "--callback", receiver.base + "/callback", "--numbers", "2") as simulated:
        world = World(simulated, receiver)
        world.prepare_templates()
        results = replay(world, document, asked.only)
        count, hooks = (0, []) if asked.only else compared_webhooks(document, simulated, receiver.posts)
    failing = [new for path, cases in sorted(results.items()) if (new := shown(path, cases, reviewed))]
    if new := shown_webhooks(count, hooks, reviewed):
        failing.append(new)
    for name, why in world.failures.items():
        print(f"      not made: {name}: {why}"[:240])
    stale = [] if asked.only else reviewed.stale()
    for key in stale:
        print(f"FAIL  differences.toml lists what did not occur: {' | '.join(key)}")
    if asked.suggest:
        print(as_toml([one for new in failing for one in new]))
    print(f"{len(results) + 1 - len(failing)} passed, {len(failing) + len(stale)} failed")
    return int(bool(failing or stale))


if __name__ == "__main__":
    sys.exit(main())
