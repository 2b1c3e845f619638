// One simulated world for one run of claims: the program as a child, its control plane, and the callback on which the
// client's own parser listens.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { createInterface } from "node:readline";

/** The world's clock runs this many times faster: statuses and reviews need not be waited for. */
const CLOCK_SCALE = 10;
const PATIENCE_MS = 8_000;

/**
 * Opens a world, with `more` options of the program. `receive({method, url, headers, raw})` is the callback: it gives `{status, body}` and is the client's
 * webhook handler with as little around it as possible.
 */
export async function open(shakedown, receive, more = []) {
  const arrived = [];
  const server = createServer((request, response) => take(request, response, receive, arrived));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const callback = `http://127.0.0.1:${server.address().port}/webhooks`;
  const child = spawn(
    shakedown,
    [
      "simulate",
      "--json",
      "--port",
      "0",
      "--control-port",
      "0",
      "--callback",
      callback,
      "--clock-scale",
      `${CLOCK_SCALE}`,
      ...more,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, "line"), once(child, "exit")]);
  if (typeof first[0] !== "string") throw new Error(`simulate ended with ${first[0]} before it said its addresses`);
  return new World(JSON.parse(first[0]), child, server, arrived, callback);
}

async function take(request, response, receive, arrived) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const raw = Buffer.concat(chunks);
  const { method, url, headers } = request;
  let answer;
  try {
    answer = await receive({ method, url, headers, raw });
  } catch (error) {
    answer = { status: 500, body: "", trouble: error };
  }
  if (method === "POST") arrived.push({ raw, headers, body: JSON.parse(raw), ...answer });
  response.writeHead(answer.status, { "content-type": "text/plain" });
  response.end(answer.body ?? "");
}

class World {
  constructor(identity, child, server, arrived, callback) {
    this.identity = identity;
    /** Where webhooks go; a carrier's may go below it. */
    this.callback = callback;
    /** Every webhook since the start: raw bytes, headers, parsed body, and what the client's handler made of it. */
    this.arrived = arrived;
    this.child = child;
    this.server = server;
  }

  /** A value that `simulate --json` announces. */
  id(name) {
    const value = this.identity[name];
    if (!value) throw new Error(`simulate --json announces no ${name}`);
    return value;
  }

  /** Calls the control plane; throws on a refusal. */
  async control(method, path, body) {
    const answer = await fetch(this.id("CONTROL_URL") + path, {
      method,
      headers: { authorization: `Bearer ${this.id("CONTROL_TOKEN")}`, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} of the control plane: ${answer.status} ${text}`);
    return JSON.parse(text);
  }

  /** A customer writes, which opens the service window. Gives the message's id. */
  async customerWrites(from, text = "Where is my parcel?", more = {}) {
    const answer = await this.control("POST", "/customer-message", { from, text, name: "Ana", ...more });
    return answer.wamid;
  }

  /** Makes the world post what `word` names. */
  async trigger(word, more = {}) {
    return this.control("POST", "/trigger", { what: word, ...more });
  }

  /** A customer answers that the business may call. */
  async permitsCalls(from) {
    return this.trigger("customer.call_permission_reply", { from });
  }

  /** Calls are off until a number's settings switch them on, which not every client can. */
  async callsAreOn(number) {
    const answer = await fetch(`${this.id("CLOUD_API_URL")}/v24.0/${number}/settings`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.id("ACCESS_TOKEN")}`, "content-type": "application/json" },
      body: JSON.stringify({ calling: { status: "ENABLED" } }),
    });
    if (!answer.ok) throw new Error(`settings of ${number}: ${answer.status} ${await answer.text()}`);
  }

  /** The words of `trigger` that bring a webhook of Meta's; the others change a customer, or are a carrier's. */
  async words() {
    const { words } = await this.control("GET", "/trigger");
    return words.filter(({ field }) => field).map(({ what }) => what);
  }

  /** Makes the world shake hands with the callback; throws unless the right token alone is taken. */
  async shakeHands() {
    const { passed, seen } = await this.control("POST", "/verify");
    if (!passed) throw new Error(seen);
  }

  /** A customer calls. Gives what `wanted` gives of the webhook. */
  async call(customer, wanted) {
    const since = this.arrived.length;
    await this.trigger("call.incoming", { customer });
    return this.heard("the call", wanted, since);
  }

  /** The first webhook, from position `since` on, for which `wanted` gives something; that is given. */
  async heard(what, wanted, since = 0) {
    const end = Date.now() + PATIENCE_MS;
    for (let at = since; ;) {
      for (; at < this.arrived.length; at += 1) {
        const found = wanted(this.arrived[at]);
        if (found) return found;
      }
      if (Date.now() > end) throw new Error(`${what}: no such webhook within ${PATIENCE_MS / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Ends the child and the callback. */
  async close() {
    this.child.kill("SIGTERM");
    if (this.child.exitCode === null) await once(this.child, "exit");
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** Every `{field, value}` of a webhook's body. */
export function changes(body) {
  return body.entry.flatMap((entry) => entry.changes ?? []);
}

/** A signature header with one digit changed. */
export function forged(header) {
  const last = header.at(-1);
  return header.slice(0, -1) + (last === "0" ? "1" : "0");
}

/** Numbers of customers, a new one each time, so that no pair of sender and customer is asked too much. */
export function customers() {
  let next = 15_510_000_000;
  return () => `49${(next += 1)}`;
}
