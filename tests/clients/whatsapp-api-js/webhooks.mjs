// What arrives: the client's own node:http handlers are the callback, with its signature check on.

import { Readable } from "node:stream";

import { Text } from "whatsapp-api-js/messages";

import { claim, holds, same } from "../javascript/claims.mjs";
import { changes, forged } from "../javascript/world.mjs";

const SIGNATURE = "x-hub-signature-256";

/** Declared as always there; Meta brings it number by number since November 2025, and this world leaves it out. */
const NO_URL = "";

/**
 * What Meta sends and the client's declarations do not foresee, by kind of message. A copy is mended before it is judged,
 * so that everything else of the message still is.
 */
const MENDS = {
  // Meta sends numbers, and documents them as numbers.
  location: ({ location, ...rest }) => ({
    ...rest,
    location: { ...location, latitude: `${location.latitude}`, longitude: `${location.longitude}` },
  }),
  // No page of Meta's has static_url.
  image: ({ image, ...rest }) => ({ ...rest, image: { static_url: "", url: NO_URL, ...image } }),
  audio: ({ audio, ...rest }) => ({ ...rest, audio: { url: NO_URL, ...audio } }),
  document: ({ document, ...rest }) => ({ ...rest, document: { url: NO_URL, ...document } }),
  sticker: ({ sticker, ...rest }) => ({ ...rest, sticker: { url: NO_URL, ...sticker } }),
  video: ({ video, ...rest }) => ({ ...rest, video: { url: NO_URL, ...video } }),
};

/**
 * Kinds of messages that do not fit the client's declarations: it has no `edit` and no `revoke`, and wants
 * `previous_user_id` in every system message, which only a changed user id brings.
 */
const UNDECLARED = ["edit", "revoke", "system"];

/** The callback: the client's handlers, and what they told. */
export function receiver(handler) {
  return async ({ method, url, headers, raw }) => {
    const { client } = handler;
    if (method === "GET") {
      try {
        return { status: 200, body: client.handle_get({ url, headers }) };
      } catch (status) {
        return { status };
      }
    }
    const told = {};
    // A client of its own for each post: several come at once, and `on` is the client's.
    const mine = Object.create(client);
    mine.on = {
      message: ({ message, contact, recipient }) => Object.assign(told, { message, contact, recipient }),
      status: (status) => Object.assign(told, { status }),
      call: {
        connect: ({ call }) => Object.assign(told, { call }),
        terminate: ({ call }) => Object.assign(told, { call }),
        status: (callStatus) => Object.assign(told, { callStatus }),
      },
    };
    return { status: await post(mine, raw, headers), told };
  };
}

/** A post as node:http would hand it over. Gives the status that the client answers. */
function post(client, raw, headers) {
  return client.handle_post(Object.assign(Readable.from([raw]), { headers }));
}

export async function webhooks(about) {
  const { world, customer, client, number, shape } = about;
  await claim("webhook: the handshake", () => world.shakeHands());
  await claim("webhook: a customer's text, with letters that need escaping", async () => {
    const text = 'Wo ist "mein" Päckchen? 📦 </b> \u2028';
    const from = customer();
    const wamid = await world.customerWrites(from, text);
    const { message, contact } = await world.heard("the text", (one) => one.told?.message?.id === wamid && one.told);
    shape("ServerTextMessage", message);
    shape("ServerContacts", contact);
    same([message.text.body, contact.wa_id, contact.profile.name], [text, from, "Ana"], "text, number and name");
  });
  await claim("webhook: sent, delivered and read of one message, with its callback data", async () => {
    const to = customer();
    await world.customerWrites(to);
    const wamid = (await client.sendMessage(number, to, new Text("Here"), undefined, "w 1")).messages[0].id;
    for (const status of ["sent", "delivered", "read"]) {
      const told = await world.heard(
        status,
        (one) => one.told?.status?.id === wamid && one.told.status.status === status && one.told.status,
      );
      same([told.contact.wa_id, told.biz_opaque_callback_data], [to, "w 1"], "recipient and callback data");
    }
  });
  await triggered(about);
  await claim("webhook: every message and status fits the client's declarations", () => {
    const misfits = new Map();
    for (const { body } of world.arrived) {
      for (const { field, value } of changes(body)) {
        if (field !== "messages") continue;
        for (const message of value.messages ?? []) {
          const misfit = misfitOf(shape, message);
          if (misfit) misfits.set(kindOf(message), misfit);
        }
        value.contacts?.forEach((contact) => shape("ServerContacts", contact));
        value.statuses?.forEach((status) => shape("ServerStatus", status.status));
        value.statuses?.forEach((status) => status.pricing && shape("ServerPricing", status.pricing));
      }
    }
    same([...misfits.keys()].sort(), UNDECLARED, `kinds that do not fit (${[...misfits.values()].join("\n")})`);
  });
  await claim("webhook: the client's handlers took all of messages and calls", () => {
    const mine = world.arrived.filter(({ body }) => changes(body).every(foreseen));
    const refused = mine.filter((one) => one.status !== 200 || Object.keys(one.told).length === 0);
    same(
      refused.map(({ status, body }) => [status, body]),
      [],
      `of ${mine.length}, refused`,
    );
  });
  await claim("signature: none of this run's was rejected by the client", () => {
    const rejected = world.arrived.filter(({ status }) => status === 401);
    same(rejected.length, 0, `of ${world.arrived.length}, rejected`);
  });
  await claim("signature: a changed one, a changed body and none are rejected", async () => {
    const { raw, headers } = world.arrived.find(({ status }) => status === 200);
    const again = (body, signature) => {
      const length = { "content-length": `${body.length}` };
      return post(client, body, { ...headers, ...length, [SIGNATURE]: signature });
    };
    const changed = Buffer.concat([raw, Buffer.from(" ")]);
    const genuine = headers[SIGNATURE];
    const seen = [await again(raw, genuine), await again(raw, forged(genuine)), await again(changed, genuine)];
    same(seen, [200, 401, 401], "right, forged, changed body");
    const none = await again(raw, undefined);
    holds(none !== 200, "none: accepted");
  });
}

/** Why a customer's message is not as declared; nothing if it is. */
function misfitOf(shape, message) {
  try {
    shape("ServerMessage", (MENDS[message.type] ?? ((one) => one))(message));
    return undefined;
  } catch (error) {
    return error.message;
  }
}

/** The kind of a customer's message, with the kind of answer. */
function kindOf({ type, interactive }) {
  return [type, interactive?.type].filter(Boolean).join(" ");
}

/** Errors of Meta's own, with no message and no status beside them, are answered 200 and told to nobody. */
function foreseen({ field, value }) {
  const told = value.messages ?? value.statuses ?? value.calls;
  return ["messages", "calls"].includes(field) && told !== undefined;
}

/** Every webhook of Meta's that the control plane can make happen. The client knows the fields messages and calls, no others. */
async function triggered({ world }) {
  const words = await claim("trigger: the control plane lists what it can make happen", () => world.words());
  for (const word of words ?? []) {
    await claim(`trigger: ${word}`, async () => {
      const since = world.arrived.length;
      await world.trigger(word);
      const { status, body } = await world.heard(word, (arrived) => arrived, since);
      const [{ field }] = changes(body);
      if (["messages", "calls"].includes(field)) same(status, 200, "the callback's answer");
      else holds(status !== 401, "the signature was rejected");
    });
  }
}
