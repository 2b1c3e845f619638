// Media and a template of our own, from making them to sending them.

import { createHash } from "node:crypto";

import { TemplateDefinition, buildTemplateSendPayload } from "@kapso/whatsapp-cloud-api";

import { claim, from, holds, same } from "../javascript/claims.mjs";
import { PIXEL } from "../javascript/pixel.mjs";
import { changes } from "../javascript/world.mjs";
import { refused } from "./refusals.mjs";

export async function stock(about, sent) {
  const { client, number, account, answer, world, customer } = about;
  const uploaded = await claim("media: upload", async () => {
    const file = new Blob([PIXEL], { type: "image/png" });
    const given = await client.media.upload({ phoneNumberId: number, type: "image/png", file, fileName: "pixel.png" });
    answer("MediaUploadResponse", given);
    return given.id;
  });
  await claim("media: what is known of it", async () => {
    const given = await client.media.get({ mediaId: from(uploaded, "medium"), phoneNumberId: number });
    // Meta's samples have file_size as a string in one place and as a number in another.
    answer("MediaMetadataResponse", { ...given, fileSize: `${given.fileSize}` });
    same([given.id, given.mimeType, +given.fileSize], [uploaded, "image/png", PIXEL.length], "id, type and size");
    same(given.sha256, createHash("sha256").update(PIXEL).digest("hex"), "sha256");
  });
  await claim("media: download with the token gives the bytes back", async () => {
    const bytes = await client.media.download({ mediaId: from(uploaded, "medium"), auth: "always" });
    holds(PIXEL.equals(Buffer.from(bytes)), `${bytes.byteLength} other bytes`);
  });
  await claim("media: download without the token, the client's default, is refused", async () => {
    const response = await client.media.download({ mediaId: from(uploaded, "medium"), as: "response" });
    holds(response.status >= 400, `status ${response.status}`);
  });
  await claim("send: image by id", async () => {
    const to = customer();
    await world.customerWrites(to);
    return sent("sendImage", to, { image: { id: from(uploaded, "medium"), caption: "Door" } });
  });
  await claim("media: delete", async () => {
    answer("GraphSuccessResponse", await client.media.delete({ mediaId: from(uploaded, "medium") }));
    await refused(() => client.media.get({ mediaId: uploaded }), 100, "parameter");
  });

  const made = await claim("template: create", async () => {
    const given = await client.templates.create({ businessAccountId: account, ...definition() });
    answer("TemplateCreateResponse", given);
    return given.id;
  });
  await claim("template: its approval arrives as a webhook", async () => {
    const wanted = from(made, "template");
    await world.heard("the approval", ({ body }) =>
      changes(body).some(
        ({ field, value }) =>
          field === "message_template_status_update" &&
          value.event === "APPROVED" &&
          `${value.message_template_id}` === wanted,
      ),
    );
  });
  await claim("template: list, by name", async () => {
    const given = await client.templates.list({ businessAccountId: account, name: "parcel_at_door", limit: 10 });
    answer("TemplateListResponse", given);
    same(
      given.data.map((one) => [one.name, one.language, one.category]),
      [["parcel_at_door", "en_US", "UTILITY"]],
      "the list",
    );
    same(
      given.data[0].components.map((one) => one.type),
      ["HEADER", "BODY", "FOOTER", "BUTTONS"],
      "its components",
    );
  });
  await claim("send: that template, with header, body and buttons", async () => {
    from(made, "template");
    const template = buildTemplateSendPayload({
      name: "parcel_at_door",
      language: "en_US",
      header: { type: "text", text: "8412" },
      body: [
        { type: "text", text: "Ana" },
        { type: "text", text: "12 EUR" },
      ],
      buttons: [
        { type: "button", subType: "quick_reply", index: 0, parameters: [{ type: "payload", payload: "thanks" }] },
        { type: "button", subType: "url", index: 1, parameters: [{ type: "text", text: "8412" }] },
      ],
    });
    return sent("sendTemplate", customer(), { template });
  });
  await claim("template: delete", async () => {
    from(made, "template");
    const named = { businessAccountId: account, name: "parcel_at_door" };
    answer("TemplateDeleteResponse", await client.templates.delete(named));
    await gone(client, named);
  });
}

/** While a message of it is under way, a deleted template is still there, as PENDING_DELETION. */
async function gone(client, named) {
  for (let turn = 0; turn < 100; turn += 1) {
    const { data } = await client.templates.list(named);
    if (data.length === 0) return;
    same([...new Set(data.map((one) => one.status))], ["PENDING_DELETION"], "the status after that");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("it is in the list 20 s after that");
}

function definition() {
  return TemplateDefinition.buildTemplateDefinition({
    name: "parcel_at_door",
    language: "en_US",
    category: "UTILITY",
    components: [
      { type: "HEADER", format: "TEXT", text: "Order {{1}}", example: { headerText: ["8412"] } },
      { type: "BODY", text: "Hello {{1}}, please pay {{2}} at the door.", example: { bodyText: [["Ana", "12 EUR"]] } },
      { type: "FOOTER", text: "Your shop" },
      {
        type: "BUTTONS",
        buttons: [
          { type: "QUICK_REPLY", text: "Thanks" },
          { type: "URL", text: "Track", url: "https://example.com/{{1}}", example: ["https://example.com/8412"] },
        ],
      },
    ],
  });
}
