// Claims about the simulator, made by @kapso/whatsapp-cloud-api 0.3.0: it is pointed at the simulator with its own
// option `baseUrl`, and every answer and webhook is judged by its own declarations.
//   node claims.mjs SHAKEDOWN

import { createRequire } from "node:module";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";

import { WhatsAppClient } from "@kapso/whatsapp-cloud-api";

import { settle } from "../javascript/claims.mjs";
import { shapesOf } from "../javascript/shapes.mjs";
import { customers, open } from "../javascript/world.mjs";
import { accounts } from "./accounts.mjs";
import { callsAndFlows } from "./calls_and_flows.mjs";
import { sends } from "./sends.mjs";
import { receiver, webhooks } from "./webhooks.mjs";

const dist = dirname(createRequire(import.meta.url).resolve("@kapso/whatsapp-cloud-api"));
/** A declaration file whose name carries a hash. */
const declared = (stem) =>
  join(
    dist,
    readdirSync(dist).find((name) => name.startsWith(stem) && name.endsWith(".d.ts")),
  );

const keys = {};
const world = await open(process.argv[2], receiver(keys));
try {
  Object.assign(keys, { appSecret: world.id("APP_SECRET"), verifyToken: world.id("VERIFY_TOKEN") });
  const about = {
    world,
    customer: customers(),
    number: world.id("PHONE_NUMBER_ID"),
    account: world.id("WABA_ID"),
    client: new WhatsAppClient({ accessToken: world.id("ACCESS_TOKEN"), baseUrl: world.id("CLOUD_API_URL") }),
    stranger: new WhatsAppClient({ accessToken: "nobody", baseUrl: world.id("CLOUD_API_URL") }),
    answer: shapesOf(declared("types-")),
    flow: shapesOf(declared("index")),
    event: shapesOf(declared("server")),
    appSecret: world.id("APP_SECRET"),
  };
  await sends(about);
  await accounts(about);
  await callsAndFlows(about);
  await webhooks(about);
} finally {
  await world.close();
}
settle();
