// Claims about the simulator, made by Shopify's own library: every webhook of the shop passes its validation, and a
// forged one does not.
//   node claims.mjs SHAKEDOWN

import "@shopify/shopify-api/adapters/node";
import { ApiVersion, shopifyApi, WebhookValidationErrorReason } from "@shopify/shopify-api";

import { claim, holds, same, settle } from "../javascript/claims.mjs";
import { open } from "../javascript/world.mjs";

const CHECKPOINTS = {
  info_received: "label_printed",
  in_transit: "in_transit",
  customs: "in_transit",
  exception: null,
  out_for_delivery: "out_for_delivery",
  attempt_failed: "attempted_delivery",
  available_for_pickup: "ready_for_pickup",
  delivered: "delivered",
};
const EVENT = "fulfillment_events/create";

const world = await open(process.argv[2], async () => ({ status: 200 }));
const config = {
  apiKey: "shakedown",
  apiVersion: ApiVersion.July25 ?? Object.values(ApiVersion).at(-1),
  hostName: "connector.example",
  isEmbeddedApp: false,
  logger: { log: () => {} },
};
const shopify = shopifyApi({ ...config, apiSecretKey: world.id("SHOPIFY_SECRET") });
const stranger = shopifyApi({ ...config, apiSecretKey: "stranger" });

/** A webhook of the shop, as it arrived. */
async function pushed(checkpoint, more = {}) {
  const since = world.arrived.length;
  const url = `${world.callback}/shopify`;
  const parcel = await world.control("POST", "/parcel", { carrier: "shopify", checkpoint, url, ...more });
  const webhook = await world.heard("the webhook", (one) => one.headers["x-shopify-topic"] && one, since);
  return { parcel, webhook };
}

function validated(library, { raw, headers }, rawBody = raw.toString()) {
  const rawRequest = { method: "POST", url: "/webhooks/shopify", headers };
  return library.webhooks.validate({ rawBody, rawRequest, rawResponse: {} });
}

async function passes({ parcel, webhook }, topic) {
  const result = await validated(shopify, webhook);
  holds(result.valid, `not valid: ${result.reason} ${result.missingHeaders ?? ""}`);
  same(result.topic, topic.toUpperCase().replace("/", "_"), "topic");
  same([result.domain, result.apiVersion], [`${parcel.seller}.myshopify.com`, "2025-07"], "shop and version");
  holds(/^[0-9a-f-]{36}$/.test(result.webhookId), result.webhookId);
}

try {
  for (const [checkpoint, status] of Object.entries(CHECKPOINTS)) {
    await claim(`fulfillments/update of ${checkpoint} is valid`, async () => {
      const arrived = await pushed(checkpoint);
      await passes(arrived, "fulfillments/update");
      if (status) same(arrived.webhook.body.shipment_status, status, "status");
    });
    await claim(`${EVENT} of ${checkpoint} is valid`, async () => {
      const arrived = await pushed(checkpoint, { form: EVENT });
      await passes(arrived, EVENT);
      if (status) same(arrived.webhook.body.status, status, "status");
    });
  }
  await claim("an order is valid and names customer and parcel", async () => {
    const { parcel, webhook } = await pushed("info_received", { form: "orders/create" });
    await passes({ parcel, webhook }, "orders/create");
    same(webhook.body.phone, `+${parcel.recipient.phone}`, "phone");
    same(webhook.body.fulfillments[0].tracking_number, parcel.tracking_number, "number");
  });
  await claim("an opt-out is valid and says so", async () => {
    const arrived = await pushed("info_received", { form: "customers_marketing_consent/update" });
    await passes(arrived, "customers_marketing_consent/update");
    same(arrived.webhook.body.sms_marketing_consent.state, "unsubscribed", "consent");
  });
  await claim("a changed body, another secret and a missing header are not valid", async () => {
    const { webhook } = await pushed("delivered");
    same((await validated(shopify, webhook, `${webhook.raw} `)).reason, WebhookValidationErrorReason.InvalidHmac, "body");
    same((await validated(stranger, webhook)).reason, WebhookValidationErrorReason.InvalidHmac, "secret");
    const { "x-shopify-topic": _, ...headers } = webhook.headers;
    const lacking = await validated(shopify, { ...webhook, headers });
    same([lacking.reason, lacking.missingHeaders], [WebhookValidationErrorReason.MissingHeaders, ["X-Shopify-Topic"]], "header");
  });
} finally {
  await world.close();
}
settle();
