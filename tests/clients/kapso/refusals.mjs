// How the client reads refusals, at once and by status.

import { GraphApiError } from "@kapso/whatsapp-cloud-api";

import { claim, holds, same } from "../javascript/claims.mjs";

/** A refusal of the wanted code, as the client reads it. */
export async function refused(call, code, category) {
  try {
    const answer = await call();
    throw new Error(`was answered: ${JSON.stringify(answer)}`);
  } catch (error) {
    if (!(error instanceof GraphApiError)) throw error;
    same([error.code, error.category], [code, category], `code and category of "${error.message}"`);
    holds(error.fbtraceId, "the refusal has no fbtrace_id");
    return error;
  }
}

export async function refusals({ client, stranger, number, customer, world, event }) {
  const text = (more) => ({ phoneNumberId: number, to: customer(), body: "Hello", ...more });
  await claim("refusal: a wrong token is 190", () =>
    refused(() => stranger.messages.sendText(text()), 190, "authorization"),
  );
  await claim("refusal: an unknown number is 100", () =>
    refused(() => client.messages.sendText(text({ phoneNumberId: "999999999999999" })), 100, "parameter"),
  );
  await claim("refusal: an unknown template is 132001", () => {
    const template = { name: "no_such_template", language: { code: "en_US" } };
    return refused(
      () => client.messages.sendTemplate({ phoneNumberId: number, to: customer(), template }),
      132001,
      "template",
    );
  });
  await claim("refusal: parameters that are too few are 132000", () => {
    const [first] = world.id("TEMPLATES");
    const template = {
      name: first.name,
      language: { code: "en" },
      components: [{ type: "body", parameters: [{ type: "text", text: "1" }] }],
    };
    return refused(
      () => client.messages.sendTemplate({ phoneNumberId: number, to: customer(), template }),
      132000,
      "template",
    );
  });
  await claim("refusal: four reply buttons are 131009", () => {
    const buttons = [1, 2, 3, 4].map((at) => ({ type: "reply", reply: { id: `${at}`, title: `Number ${at}` } }));
    const interactive = { type: "button", body: { text: "Which?" }, action: { buttons } };
    return refused(
      () => client.messages.sendInteractiveRaw({ phoneNumberId: number, to: customer(), interactive }),
      131009,
      "parameter",
    );
  });
  await claim("refusal: an edge that Meta does not have is refused", async () => {
    const call = client.templates.get({ businessAccountId: world.id("WABA_ID"), templateId: "1" });
    const error = await call.then(
      () => undefined,
      (refusal) => refusal,
    );
    holds(error instanceof GraphApiError, "it was answered");
  });
  await claim("a failed status says why", async () => {
    const [first] = world.id("TEMPLATES");
    const components = [{ type: "body", parameters: first.parameters.map(() => ({ type: "text", text: "x" })) }];
    const template = { name: first.name, language: { code: "en" }, components };
    const given = await client.messages.sendTemplate({ phoneNumberId: number, to: "999131026000001", template });
    const wamid = given.messages[0].id;
    const failed = await world.heard("the failure", (one) =>
      one.read?.statuses.find((status) => status.id === wamid && status.status === "failed"),
    );
    event("MessageStatusUpdate", failed);
    same(
      failed.errors.map((one) => one.code),
      [131026],
      "its codes",
    );
  });
}
