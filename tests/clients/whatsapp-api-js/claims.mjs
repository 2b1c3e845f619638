// Claims about the simulator, made by whatsapp-api-js 6.3.0 with its signature check on. The client has Meta's address
// built in, so the `fetch` that it is given exchanges the host; nothing else of a request is touched.
//   node claims.mjs SHAKEDOWN

import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { WhatsAppAPI } from "whatsapp-api-js/middleware/node-http";

import { settle } from "../javascript/claims.mjs";
import { shapesOf } from "../javascript/shapes.mjs";
import { customers, open } from "../javascript/world.mjs";
import { edges } from "./edges.mjs";
import { sends } from "./sends.mjs";
import { receiver, webhooks } from "./webhooks.mjs";

const GRAPH = "https://graph.facebook.com";
const lib = dirname(createRequire(import.meta.url).resolve("whatsapp-api-js"));

const handler = {};
// The client reads the first status of a webhook only, so each gets a webhook of its own here.
const world = await open(process.argv[2], receiver(handler), ["--set", "handsets.batch_max=1"]);
try {
  const cloud = world.id("CLOUD_API_URL");
  const redirected = (url, options) => fetch(`${url}`.replace(GRAPH, cloud), options);
  const clientWith = (token) =>
    new WhatsAppAPI({
      token,
      appSecret: world.id("APP_SECRET"),
      webhookVerifyToken: world.id("VERIFY_TOKEN"),
      v: "v24.0",
      ponyfill: { fetch: redirected },
    });
  handler.client = clientWith(world.id("ACCESS_TOKEN"));
  const about = {
    world,
    customer: customers(),
    number: world.id("PHONE_NUMBER_ID"),
    client: handler.client,
    stranger: clientWith("nobody"),
    shape: shapesOf(join(lib, "types.d.ts")),
  };
  await sends(about);
  await edges(about);
  await webhooks(about);
} finally {
  await world.close();
}
settle();
