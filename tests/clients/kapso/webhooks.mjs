// What arrives: the client's own verifySignature and normalizeWebhook are the callback.

import { normalizeWebhook, verifySignature } from "@kapso/whatsapp-cloud-api/server";

import { claim, holds, same } from "../javascript/claims.mjs";
import { changes, forged } from "../javascript/world.mjs";

const SIGNATURE = "x-hub-signature-256";

/** Declared as numbers; Meta sends strings, and the client hands them on. */
const CALL_TIMES = ["startTime", "endTime"];

/** The callback. The client has no handler for the handshake, so that one line is ours. */
export function receiver(keys) {
  return ({ method, url, headers, raw }) => {
    if (method === "GET") {
      const asked = new URL(url, "http://localhost").searchParams;
      const right = asked.get("hub.verify_token") === keys.verifyToken;
      return { status: right ? 200 : 403, body: right ? asked.get("hub.challenge") : "" };
    }
    const genuine = verifySignature({ appSecret: keys.appSecret, rawBody: raw, signatureHeader: headers[SIGNATURE] });
    if (!genuine) return { status: 401 };
    return { status: 200, read: normalizeWebhook(JSON.parse(raw)) };
  };
}

export async function webhooks(about) {
  const { world, customer, client, number, event, appSecret } = about;
  await claim("webhook: the handshake", () => world.shakeHands());
  await claim("webhook: a customer's text, with letters that need escaping", async () => {
    const text = 'Wo ist "mein" Päckchen? 📦 </b> \u2028';
    const wamid = await world.customerWrites(customer(), text);
    const read = await world.heard("the text", (one) => one.read?.messages.find((message) => message.id === wamid));
    event("NormalizedWebhookResult", normalizeWebhook(world.arrived.at(-1).body));
    same([read.text.body, read.kapso.direction], [text, "inbound"], "text and direction");
  });
  await claim("webhook: sent, delivered and read of one message, with its callback data", async () => {
    const to = customer();
    await world.customerWrites(to);
    const given = await client.messages.sendText({
      phoneNumberId: number,
      to,
      body: "Here",
      bizOpaqueCallbackData: "k 1",
    });
    const wamid = given.messages[0].id;
    for (const status of ["sent", "delivered", "read"]) {
      const read = await world.heard(status, (one) =>
        one.read?.statuses.find((each) => each.id === wamid && each.status === status),
      );
      event("MessageStatusUpdate", read);
      same([read.recipientId, read.bizOpaqueCallbackData], [to, "k 1"], "recipient and callback data");
    }
  });
  await triggered(about);
  await claim("signature: every webhook of this run passed the client's verification", () => {
    const refused = world.arrived.filter((one) => one.status !== 200);
    same(
      refused.map((one) => [one.status, `${one.trouble ?? ""}`]),
      [],
      `of ${world.arrived.length}, refused`,
    );
  });
  await claim("signature: a changed one, a changed body and none are rejected", () => {
    const { raw, headers } = world.arrived.at(-1);
    const check = (rawBody, signatureHeader) => verifySignature({ appSecret, rawBody, signatureHeader });
    const signature = headers[SIGNATURE];
    const changed = Buffer.concat([raw, Buffer.from(" ")]);
    const seen = [
      check(raw, signature),
      check(raw, forged(signature)),
      check(changed, signature),
      check(raw, undefined),
    ];
    same(seen, [true, false, false, false], "right, forged, changed body, none");
  });
  await claim("webhook: nothing of any webhook is lost in the client's parser", () => {
    for (const { body, read } of world.arrived) {
      event("NormalizedWebhookResult", { ...read, calls: read.calls.map(withTimesAsNumbers) });
      const of = (name) => changes(body).flatMap(({ value }) => value[name] ?? []).length;
      const wanted = [of("messages") + of("message_echoes"), of("statuses"), of("calls")];
      same([read.messages.length, read.statuses.length, read.calls.length], wanted, JSON.stringify(body).slice(0, 300));
      for (const { field } of changes(body)) {
        const name = field.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
        holds(read.raw[name]?.length > 0, `${field} is missing`);
      }
    }
  });
}

/** Every webhook of Meta's that the control plane can make happen. */
async function triggered({ world }) {
  const words = await claim("trigger: the control plane lists what it can make happen", () => world.words());
  for (const word of words ?? []) {
    await claim(`trigger: ${word}`, async () => {
      const since = world.arrived.length;
      await world.trigger(word);
      const one = await world.heard(word, (arrived) => arrived, since);
      same(one.status, 200, "the callback's answer");
    });
  }
}

function withTimesAsNumbers(call) {
  const times = CALL_TIMES.filter((name) => name in call).map((name) => [name, Number(call[name])]);
  return { ...call, ...Object.fromEntries(times) };
}
