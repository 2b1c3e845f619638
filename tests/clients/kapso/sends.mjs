// Every kind of message that the client sends.

import { buildTemplateSendPayload } from "@kapso/whatsapp-cloud-api";

import { claim, holds, same } from "../javascript/claims.mjs";
import { changes } from "../javascript/world.mjs";
import { refusals } from "./refusals.mjs";
import { stock } from "./stock.mjs";

const LINK = "https://example.com/parcel";
const BUTTONS = [
  { id: "home", title: "At home" },
  { id: "shop", title: "At the shop" },
];
const SECTIONS = [{ title: "Times", rows: [{ id: "am", title: "Morning", description: "8 to 12" }] }];
const CARD_HEADER = { type: "image", image: { link: `${LINK}.jpg` } };

/** Kind, method of `client.messages`, and what it takes beside sender and recipient. `written` is the customer's message. */
const KINDS = [
  ["text", "sendText", () => ({ body: "Your parcel is here: https://example.com", previewUrl: true })],
  ["text as a reply", "sendText", (written) => ({ body: "Soon.", contextMessageId: written })],
  ["image by link", "sendImage", () => ({ image: { link: `${LINK}.jpg`, caption: "Door" } })],
  ["audio", "sendAudio", () => ({ audio: { link: `${LINK}.ogg`, voice: true } })],
  ["video", "sendVideo", () => ({ video: { link: `${LINK}.mp4`, caption: "Way in" } })],
  ["document", "sendDocument", () => ({ document: { link: `${LINK}.pdf`, filename: "bill.pdf", caption: "Bill" } })],
  ["sticker", "sendSticker", () => ({ sticker: { link: `${LINK}.webp` } })],
  [
    "location",
    "sendLocation",
    () => ({ location: { latitude: 52.52, longitude: 13.405, name: "Shop", address: "Street 1" } }),
  ],
  ["contacts", "sendContacts", () => ({ contacts: [contact()] })],
  ["reaction", "sendReaction", (written) => ({ reaction: { messageId: written, emoji: "👍" } })],
  [
    "interactive buttons",
    "sendInteractiveButtons",
    () => ({ bodyText: "Where?", footerText: "Shop", header: { type: "text", text: "Parcel" }, buttons: BUTTONS }),
  ],
  ["interactive list", "sendInteractiveList", () => ({ bodyText: "When?", buttonText: "Times", sections: SECTIONS })],
  [
    "interactive link button",
    "sendInteractiveCtaUrl",
    () => ({ bodyText: "Track it", parameters: { displayText: "Track", url: LINK } }),
  ],
  [
    "interactive location request",
    "sendInteractiveLocationRequest",
    () => ({ bodyText: "Where are you?", parameters: { requestMessage: "Where are you?" } }),
  ],
  [
    "interactive product",
    "sendInteractiveProduct",
    () => ({ bodyText: "This one", catalogId: "194836987003835", productRetailerId: "sku-1" }),
  ],
  [
    "interactive product list",
    "sendInteractiveProductList",
    () => ({
      bodyText: "These",
      header: { type: "text", text: "Goods" },
      catalogId: "194836987003835",
      sections: [{ title: "Boxes", productItems: [{ productRetailerId: "sku-1" }] }],
    }),
  ],
  [
    "interactive catalog",
    "sendInteractiveCatalogMessage",
    () => ({ bodyText: "All goods", parameters: { thumbnailProductRetailerId: "sku-1" } }),
  ],
  [
    "interactive carousel",
    "sendInteractiveCarousel",
    () => ({
      bodyText: "Two",
      cards: [0, 1].map((cardIndex) => ({
        cardIndex,
        header: CARD_HEADER,
        bodyText: "Box",
        action: { displayText: "Look", url: LINK },
      })),
    }),
  ],
  [
    "interactive carousel of quick replies",
    "sendInteractiveCarousel",
    () => ({
      bodyText: "Two",
      cards: [0, 1].map((cardIndex) => ({
        cardIndex,
        header: CARD_HEADER,
        bodyText: "Box",
        action: { buttons: [{ id: `c${cardIndex}`, title: "This" }] },
      })),
    }),
  ],
  [
    "interactive address",
    "sendInteractiveAddress",
    () => ({
      bodyText: "Where to?",
      parameters: { country: "IN", values: { name: "Ana", phoneNumber: "+4915510000001" } },
    }),
  ],
  [
    "interactive call permission",
    "sendInteractiveCallPermission",
    () => ({ bodyText: "May we call?", parameters: { phoneNumber: "+4915510000001", callPurpose: "The door" } }),
  ],
  [
    "interactive raw",
    "sendInteractiveRaw",
    () => ({
      interactive: {
        type: "button",
        body: { text: "Yes?" },
        action: { buttons: [{ type: "reply", reply: { id: "y", title: "Yes" } }] },
      },
    }),
  ],
];

function contact() {
  return {
    name: { formattedName: "Ana Silva", firstName: "Ana" },
    birthday: "1990-04-01",
    phones: [{ phone: "+4915510000001", type: "WORK", waId: "4915510000001" }],
    emails: [{ email: "ana@example.com", type: "HOME" }],
    urls: [{ url: "https://example.com", type: "WORK" }],
    addresses: [
      { street: "Street 1", city: "Berlin", zip: "10115", country: "Germany", countryCode: "DE", type: "HOME" },
    ],
    org: { company: "Shop", department: "Post", title: "Clerk" },
  };
}

export async function sends(about) {
  const { client, number, answer, world, customer } = about;
  const messages = client.messages;
  const sent = async (method, to, input) => {
    const given = await messages[method]({ phoneNumberId: number, to, bizOpaqueCallbackData: `k ${to}`, ...input });
    answer("SendMessageResponse", given);
    same(
      given.contacts.map((one) => one.waId),
      [to],
      "wa_id",
    );
    return given.messages[0].id;
  };

  for (const [kind, method, input] of KINDS) {
    await claim(`send: ${kind}`, async () => {
      // Addresses are asked for in India alone.
      const to = method === "sendInteractiveAddress" ? "919876543210" : customer();
      return sent(method, to, input(await world.customerWrites(to)));
    });
  }
  await claim("send: text to a business-scoped user id", async () => {
    const to = customer();
    await world.customerWrites(to);
    const wrote = await world.heard("the customer's text", (one) => contactOf(one.body, to));
    holds(wrote.user_id, "the customer's contact has no user_id");
    const given = await messages.sendText({ phoneNumberId: number, recipient: wrote.user_id, body: "Hello" });
    answer("SendMessageResponse", given);
    same([given.contacts[0].userId, given.contacts[0].waId], [wrote.user_id, undefined], "user_id and wa_id");
  });
  await claim("send: a template that the world has from the start", async () => {
    const [first] = world.id("TEMPLATES");
    const body = first.parameters.map((_, at) => ({ type: "text", text: `value ${at}` }));
    const template = buildTemplateSendPayload({ name: first.name, language: "en", body });
    return sent("sendTemplate", customer(), { template });
  });
  await claim("send: mark a customer's message as read", async () => {
    const messageId = await world.customerWrites(customer());
    answer("GraphSuccessResponse", await messages.markRead({ phoneNumberId: number, messageId }));
    const typingIndicator = { type: "text" };
    answer("GraphSuccessResponse", await messages.markRead({ phoneNumberId: number, messageId, typingIndicator }));
  });
  await stock(about, sent);
  await refusals(about);
}

/** A customer's contact in a webhook. */
function contactOf(body, waId) {
  return changes(body)
    .flatMap(({ value }) => (value.messages ? (value.contacts ?? []) : []))
    .find((one) => one.wa_id === waId);
}
