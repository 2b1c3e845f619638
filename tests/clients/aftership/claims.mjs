// Claims about the simulator, made by AfterShip's own SDK: its calls, its error classes, and the signature of notices as
// AfterShip documents it (the SDK itself checks none).
//   node claims.mjs SHAKEDOWN

import { createHmac, timingSafeEqual } from "node:crypto";

import { AfterShip, AfterShipErrorCodes, AftershipError } from "@aftership/tracking-sdk";

import { claim, from, holds, same, settle } from "../javascript/claims.mjs";
import { open } from "../javascript/world.mjs";

const CHECKPOINTS = {
  info_received: "InfoReceived",
  in_transit: "InTransit",
  customs: "InTransit",
  exception: "Exception",
  out_for_delivery: "OutForDelivery",
  attempt_failed: "AttemptFail",
  available_for_pickup: "AvailableForPickup",
  delivered: "Delivered",
  expired: "Expired",
};
const CUSTOMS_HOLD = "LZ030000070CN";
const NOBODYS = "NOBODYS123456";

const world = await open(process.argv[2], async () => ({ status: 200 }));
const secret = world.id("AFTERSHIP_SECRET");
const domain = `${world.id("CARRIERS_URL")}/aftership`;
const client = new AfterShip({ api_key: secret, domain, max_retry: 0 });
const stranger = new AfterShip({ api_key: "stranger", domain, max_retry: 0 });

function genuine({ raw, headers }, key) {
  const right = createHmac("sha256", key).update(raw).digest();
  const said = Buffer.from(headers["aftership-hmac-sha256"], "base64");
  return said.length === right.length && timingSafeEqual(said, right);
}

/** A notice of AfterShip's, as it arrived. */
async function pushed(checkpoint, more = {}) {
  const since = world.arrived.length;
  const url = `${world.callback}/aftership`;
  const parcel = await world.control("POST", "/parcel", { carrier: "aftership", checkpoint, url, ...more });
  const notice = await world.heard("the notice", (one) => one.body.msg && one, since);
  return { parcel, notice };
}

/** The error of the SDK's own class that a call ends with. */
async function refused(call) {
  try {
    await call();
  } catch (error) {
    holds(error instanceof AftershipError, `${error} is no AftershipError`);
    return error;
  }
  throw new Error("nothing was refused");
}

/** Waits until a window of ten requests a second is over; the world's clock runs ten times as fast. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 150));

try {
  for (const [checkpoint, tag] of Object.entries(CHECKPOINTS)) {
    await claim(`a notice of ${checkpoint} is signed with the secret and no other`, async () => {
      const { notice } = await pushed(checkpoint);
      same(notice.body.msg.tag, tag, "tag");
      holds(genuine(notice, secret), "the signature is wrong");
      holds(!genuine(notice, "stranger"), "any secret is right");
      same(notice.headers["as-webhook-version"], "2025-07", "version");
    });
  }
  await claim("an answer is what the push said", async () => {
    const { notice } = await pushed("delivered", { form: "2026-07" });
    const { data } = await client.tracking.getTrackingById(notice.body.msg.id);
    same(data, notice.body.msg, "tracking");
  });
  await pause();
  const made = await claim("a number that nobody knows is Pending", async () => {
    const { data } = await client.tracking.createTracking({ tracking_number: NOBODYS, slug: "yanwen", order_number: "7" });
    same([data.tracking_number, data.slug, data.tag, data.order_number], [NOBODYS, "yanwen", "Pending", "7"], "tracking");
    return data;
  });
  await claim("a magic number has its life", async () => {
    const { data } = await client.tracking.createTracking({ tracking_number: CUSTOMS_HOLD });
    same([data.tracking_number, data.slug], [CUSTOMS_HOLD, "china-post"], "tracking");
    holds(data.checkpoints.length > 0, "no checkpoints");
  });
  await claim("trackings are listed with their pages", async () => {
    const { data } = await client.tracking.getTrackings({ tracking_numbers: `${NOBODYS},${CUSTOMS_HOLD}`, limit: 1 });
    same([data.pagination.total, data.pagination.has_next_page, data.trackings.length], [2, true, 1], "page");
    const next = await client.tracking.getTrackings({
      tracking_numbers: `${NOBODYS},${CUSTOMS_HOLD}`,
      limit: 1,
      cursor: data.pagination.next_cursor,
    });
    holds(next.data.trackings[0].id !== data.trackings[0].id, "the same again");
  });
  await claim("a tracking is changed, ended, taken up again and deleted", async () => {
    const { id } = from(made, "tracking");
    const changed = await client.tracking.updateTrackingById(id, { note: "fragile" });
    same(changed.data.note, "fragile", "note");
    const ended = await client.tracking.markTrackingCompletedById(id, { reason: "LOST" });
    same([ended.data.tag, ended.data.subtag], ["Exception", "Exception_013"], "ended");
    await client.tracking.retrackTrackingById(id);
    await pause();
    const twice = await refused(() => client.tracking.retrackTrackingById(id));
    same([twice.code, twice.meta_code], [AfterShipErrorCodes.RETRACK_ONCE_ALLOWED, 4016], "error");
    await client.tracking.deleteTrackingById(id);
    const gone = await refused(() => client.tracking.getTrackingById(id));
    same([gone.code, gone.meta_code, gone.status_code], [AfterShipErrorCodes.TRACKING_DOES_NOT_EXIST, 4004, 404], "error");
  });
  await pause();
  const errors = [
    ["a stranger", () => stranger.tracking.getTrackings(), "API_KEY_INVALID", 401],
    ["the same number twice", () => client.tracking.createTracking({ tracking_number: CUSTOMS_HOLD }), "TRACKING_ALREADY_EXIST", 4003],
    ["no number", () => client.tracking.createTracking({}), "VALUE_REQUIRED", 4009],
    ["a number of signs", () => client.tracking.createTracking({ tracking_number: "!?!?" }), "TRACKING_NUMBER_INVALID", 4005],
    ["a slug of nobody", () => client.tracking.createTracking({ tracking_number: NOBODYS, slug: "nobody" }), "SLUG_INVALID", 4010],
    ["no courier to be found", () => client.tracking.createTracking({ tracking_number: NOBODYS }), "BAD_COURIER", 4012],
    ["an id of signs", () => client.tracking.getTrackingById("!"), "ID_INVALID", 4015],
    ["a reason of nobody", () => client.tracking.markTrackingCompletedById("0".repeat(32), { reason: "X" }), "TRACKING_DOES_NOT_EXIST", 4004],
  ];
  for (const [what, call, code, meta] of errors) {
    await claim(`${what} is refused with ${meta}`, async () => {
      const error = await refused(call);
      same([error.code, error.meta_code], [AfterShipErrorCodes[code], meta], "error");
    });
  }
  await pause();
  await claim("couriers are listed and detected", async () => {
    const all = await client.courier.getCouriers();
    holds(all.data.couriers.some(({ slug }) => slug === "china-post"), "no China Post");
    const { data } = await client.courier.detectCourier({ tracking_number: "UH183870291YP" });
    same([data.total, data.couriers[0].slug], [1, "yanwen"], "detected");
  });
  await claim("haste is refused, told in headers, and on record", async () => {
    await pause();
    const calls = Array.from({ length: 200 }, () => client.tracking.getTrackings({ tracking_numbers: NOBODYS }));
    const settled = await Promise.allSettled(calls);
    const hasty = settled.filter(({ status }) => status === "rejected").map(({ reason }) => reason);
    holds(hasty.length > 0, "two hundred requests at once were taken");
    same([hasty[0].code, hasty[0].meta_code], [AfterShipErrorCodes.TOO_MANY_REQUEST, 429], "error");
    same(hasty[0].response_headers["x-ratelimit-remaining"], "0", "remaining");
    const { rejections } = await world.control("GET", "/rejections?code=429&limit=1");
    const why = await world.control("GET", `/explain/${rejections[0].fbtrace_id}`);
    same(why.rule, "10 requests in 1 s", "rule");
  });
} finally {
  await world.close();
}
settle();
