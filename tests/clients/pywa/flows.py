"""Flows: created, drawn, published, read, deprecated, deleted."""

from pywa.errors import WhatsAppError
from pywa.types.flows import FlowCategory, FlowMetricGranularity, FlowMetricName, FlowStatus

from bench import Bench, claims

CLAIMS, claim = claims()
DONE = {"type": "Footer", "label": "Done", "on-click-action": {"name": "complete", "payload": {}}}
SCREEN = {"id": "WELCOME", "title": "Welcome", "terminal": True, "success": True, "data": {},
          "layout": {"type": "SingleColumnLayout", "children": [{"type": "TextHeading", "text": "Hello"}, DONE]}}
DRAWN = {"version": "7.3", "screens": [SCREEN]}


def new(bench: Bench, **more) -> str:
    """A draft."""
    return bench.wa.create_flow(f"flow {next(bench.serial)}", [FlowCategory.OTHER], **more).id


def published(bench: Bench) -> str:
    """A flow that may be sent."""
    return bench.once("published flow", lambda: new(bench, flow_json=DRAWN, publish=True))


@claim("a flow is created and read")
def _(bench: Bench):
    flow = bench.wa.get_flow(new(bench))
    assert flow.status == FlowStatus.DRAFT and flow.preview.url, flow


@claim("a flow is drawn and published")
def _(bench: Bench):
    flow = new(bench)
    drawn = bench.wa.update_flow_json(flow, DRAWN)
    assert drawn.success and not drawn.validation_errors, drawn
    assert bench.wa.publish_flow(flow)
    assert bench.wa.get_flow(flow).status == FlowStatus.PUBLISHED


@claim("a flow is created, drawn and published at once")
def _(bench: Bench):
    assert bench.wa.get_flow(published(bench)).status == FlowStatus.PUBLISHED


@claim("a flow's drawing has its mistakes told")
def _(bench: Bench):
    wrong = {"version": "7.3", "screens": [SCREEN | {"initial-text": "x"}]}
    drawn = bench.wa.update_flow_json(new(bench), wrong)
    assert drawn.validation_errors, drawn


@claim("a flow's name and address are changed")
def _(bench: Bench):
    flow = new(bench)
    assert bench.wa.update_flow_metadata(flow, name="renamed", categories=[FlowCategory.SURVEY],
                                         endpoint_uri="https://example.com/flow")
    read = bench.wa.get_flow(flow)
    assert (read.name, read.endpoint_uri) == ("renamed", "https://example.com/flow"), read


@claim("flows are listed")
def _(bench: Bench):
    assert published(bench) in {flow.id for flow in bench.wa.get_flows()}


@claim("a flow's drawing is downloaded")
def _(bench: Bench):
    asset = bench.wa.get_flow_assets(published(bench))[0]
    assert asset.name == "flow.json" and asset.url.startswith("http"), asset


@claim("a flow is copied")
def _(bench: Bench):
    assert new(bench, clone_flow_id=published(bench))


@claim("a flow is deleted")
def _(bench: Bench):
    flow = new(bench)
    assert bench.wa.delete_flow(flow)
    try:
        bench.wa.get_flow(flow)
    except WhatsAppError:
        return
    raise AssertionError("it is still there")


@claim("a published flow is deprecated")
def _(bench: Bench):
    flow = new(bench, flow_json=DRAWN, publish=True)
    assert bench.wa.deprecate_flow(flow)
    assert bench.wa.get_flow(flow).status == FlowStatus.DEPRECATED


@claim("a flow's figures are read")
def _(bench: Bench):
    name, every = FlowMetricName.ENDPOINT_REQUEST_COUNT, FlowMetricGranularity.DAY
    assert bench.wa.get_flow_metrics(published(bench), name, every)["name"] == name


@claim("flows move between accounts")
def _(bench: Bench):
    moved = bench.wa.migrate_flows(bench.simulated.account, ["leadgen"])
    assert moved.failed_flows or moved.migrated_flows, moved
