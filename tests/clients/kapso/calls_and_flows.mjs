// Calls and flows: what the client offers beside messages.

import { claim, from, holds, same } from "../javascript/claims.mjs";

const SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";
const FLOW = {
  version: "7.1",
  screens: [
    {
      id: "DOOR",
      title: "At the door",
      terminal: true,
      layout: {
        type: "SingleColumnLayout",
        children: [{ type: "Footer", label: "Done", onClickAction: { name: "complete", payload: {} } }],
      },
    },
  ],
};

export async function callsAndFlows(about) {
  await calls(about);
  await flows(about);
}

async function calls({ client, number, answer, customer, world }) {
  const { messages } = client;
  const to = customer();
  await claim("calls: ask for permission", async () => {
    await world.customerWrites(to);
    const action = { name: "call_permission_request" };
    const interactive = { type: "call_permission_request", body: { text: "May we call?" }, action };
    answer("SendMessageResponse", await messages.sendInteractiveRaw({ phoneNumberId: number, to, interactive }));
  });
  await claim("calls: permissions of a customer", async () => {
    const given = await client.calls.permissions.get({ phoneNumberId: number, userWaId: to });
    answer("CallPermissionsResponse", given);
    holds(
      given.actions?.some((one) => one.actionName === "start_call"),
      "no action start_call",
    );
  });
  const called = await claim("calls: connect", async () => {
    await world.permitsCalls(to);
    const session = { sdpType: "offer", sdp: SDP };
    const given = await client.calls.connect({ phoneNumberId: number, to, session, bizOpaqueCallbackData: "k" });
    answer("CallConnectResponse", given);
    return given.calls[0].id;
  });
  await claim("calls: terminate", async () => {
    const callId = from(called, "call");
    answer("CallActionResponse", await client.calls.terminate({ phoneNumberId: number, callId }));
  });
  await claim("calls: accept, reject and pre-accept an incoming one", async () => {
    const session = { sdpType: "answer", sdp: SDP };
    for (const action of ["preAccept", "accept", "reject"]) {
      const heard = await world.call(customer(), (one) => one.read?.calls.find((call) => call.event === "connect"));
      const given = await client.calls[action]({ phoneNumberId: number, callId: heard.id, session });
      answer("CallActionResponse", given);
    }
  });
}

async function flows({ client, account, flow, answer, number, customer, world }) {
  const id = await claim("flows: create", async () => {
    const given = await client.flows.create({
      wabaId: account,
      name: "at_the_door",
      categories: ["OTHER"],
      flowJson: FLOW,
    });
    flow("CreateFlowResponse", given);
    return given.id;
  });
  await claim("flows: list, read and preview", async () => {
    const flowId = from(id, "flow");
    const given = await client.flows.list({ wabaId: account, limit: 10 });
    holds(
      given.data.some((one) => one.id === flowId && one.status === "DRAFT"),
      JSON.stringify(given),
    );
    same((await client.flows.get({ flowId })).name, "at_the_door", "its name");
    const shown = await client.flows.preview({ flowId });
    holds(shown.preview.previewUrl.startsWith("http"), JSON.stringify(shown));
  });
  await claim("flows: new assets and publishing", async () => {
    const flowId = from(id, "flow");
    same((await client.flows.updateAsset({ flowId, json: FLOW })).success, true, "the upload");
    answer("GraphSuccessResponse", await client.flows.publish({ flowId }));
    same((await client.flows.get({ flowId, fields: "status" })).status, "PUBLISHED", "its status");
  });
  await claim("send: interactive flow", async () => {
    const to = customer();
    await world.customerWrites(to);
    const parameters = {
      flowId: from(id, "flow"),
      flowCta: "Open",
      flowToken: "t",
      flowAction: "navigate",
      flowActionPayload: { screen: "DOOR" },
    };
    const given = await client.messages.sendInteractiveFlow({
      phoneNumberId: number,
      to,
      bodyText: "At the door?",
      parameters,
    });
    answer("SendMessageResponse", given);
  });
  await claim("flows: deprecate", async () => {
    const flowId = from(id, "flow");
    answer("GraphSuccessResponse", await client.flows.deprecate({ flowId }));
    same((await client.flows.get({ flowId, fields: "status" })).status, "DEPRECATED", "its status");
  });
}
