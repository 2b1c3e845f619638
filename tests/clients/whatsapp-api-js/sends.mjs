// Every class of message that the client has, and how it reads refusals.

import {
  ActionButtons,
  ActionCTA,
  ActionCallPermission,
  ActionCatalog,
  ActionContactRequest,
  ActionList,
  ActionLocation,
  ActionProduct,
  ActionProductList,
  Address,
  Audio,
  Birthday,
  Body,
  BodyComponent,
  BodyParameter,
  Button,
  CatalogProduct,
  Contacts,
  Currency,
  DateTime,
  Document,
  Email,
  Footer,
  Header,
  Image,
  Interactive,
  ListSection,
  Location,
  Name,
  Organization,
  Phone,
  Product,
  ProductSection,
  Reaction,
  Row,
  Sticker,
  Template,
  Text,
  Url,
  Video,
} from "whatsapp-api-js/messages";

import { claim, holds, same } from "../javascript/claims.mjs";
import { changes } from "../javascript/world.mjs";

const LINK = "https://example.com/parcel";
const CATALOG = "194836987003835";
const BOX = new CatalogProduct("sku-1", CATALOG);
const interactive = (action, ...rest) => new Interactive(action, new Body("At the door?"), ...rest);

/** Kind, and the message. `written` is the id of the customer's message. */
const KINDS = [
  ["text", () => new Text("Your parcel is here: https://example.com", true)],
  ["image by link", () => new Image(`${LINK}.jpg`, false, "Door")],
  ["audio", () => new Audio(`${LINK}.ogg`, false, true)],
  ["video", () => new Video(`${LINK}.mp4`, false, "Way in")],
  ["document", () => new Document(`${LINK}.pdf`, false, "Bill", "bill.pdf")],
  ["sticker", () => new Sticker(`${LINK}.webp`)],
  ["location", () => new Location(13.405, 52.52, "Shop", "Street 1")],
  ["contacts, which the client writes as a string of JSON", contacts],
  ["reaction", (written) => new Reaction(written, "👍")],
  ["reaction taken back", (written) => new Reaction(written)],
  [
    "interactive buttons",
    () =>
      interactive(
        new ActionButtons(new Button("home", "At home"), new Button("shop", "At the shop")),
        new Header("Parcel"),
        new Footer("Shop"),
      ),
  ],
  [
    "interactive buttons under a picture",
    () => interactive(new ActionButtons(new Button("y", "Yes")), new Header(new Image(`${LINK}.jpg`))),
  ],
  [
    "interactive list",
    () =>
      interactive(
        new ActionList(
          "Times",
          new ListSection("Today", new Row("am", "Morning", "8 to 12"), new Row("pm", "Afternoon")),
        ),
      ),
  ],
  ["interactive link button", () => interactive(new ActionCTA("Track", LINK))],
  ["interactive location request", () => interactive(new ActionLocation())],
  ["interactive call permission request", () => interactive(new ActionCallPermission())],
  ["interactive contact request", () => interactive(new ActionContactRequest())],
  ["interactive product", () => interactive(new ActionProduct(BOX))],
  [
    "interactive product list",
    () =>
      interactive(
        new ActionProductList(CATALOG, new ProductSection("Boxes", new Product("sku-1"))),
        new Header("Goods"),
      ),
  ],
  ["interactive catalog", () => interactive(new ActionCatalog(BOX))],
  ["interactive catalog without a thumbnail", () => interactive(new ActionCatalog())],
];

function contacts() {
  return new Contacts([
    new Name("Ana Silva", "Ana", "Silva"),
    new Birthday("1990", "04", "01"),
    new Phone("+4915510000001", "WORK", "4915510000001"),
    new Email("ana@example.com", "HOME"),
    new Url("https://example.com", "WORK"),
    new Address("Germany", "DE", "BE", "Berlin", "Street 1", "10115", "HOME"),
    new Organization("Shop", "Post", "Clerk"),
  ]);
}

/** A refusal of the wanted code in the shape that the client declares. */
export async function refused(shape, call, code) {
  const given = await call();
  holds(given.error, `was answered: ${JSON.stringify(given)}`);
  // Declared as always there; Graph's general errors have no error_data, and a subcode is rare.
  const { error } = given;
  const whole = { error_subcode: 0, error_data: { messaging_product: "whatsapp", details: "" }, ...error };
  shape("ServerErrorResponse", { error: whole });
  same(error.code, code, `code of "${error.message}"`);
}

/** An answer that is no refusal and of the declared type. */
export function answered(shape, type, given) {
  if (given.error) throw new Error(`${given.error.message}: ${given.error.error_data?.details ?? ""}`);
  shape(type, given);
  return given;
}

export async function sends(about) {
  const { client, number, shape, world, customer } = about;
  const send = async (to, message, ...rest) => {
    const given = answered(shape, "ServerSentMessageResponse", await client.sendMessage(number, to, message, ...rest));
    return given;
  };
  for (const [kind, build] of KINDS) {
    await claim(`send: ${kind}`, async () => {
      const to = customer();
      const given = await send(to, build(await world.customerWrites(to)), undefined, "w");
      same(given.contacts, [{ input: to, wa_id: to }], "contacts");
    });
  }
  await claim("send: a reply to a message", async () => {
    const to = customer();
    await send(to, new Text("Soon."), await world.customerWrites(to));
  });
  await claim("send: to a business-scoped user id", async () => {
    const to = customer();
    await world.customerWrites(to);
    const bsuid = await world.heard("the customer's text", ({ body }) => userOf(body, to));
    const given = await send({ bsuid }, new Text("Hello"));
    same([given.contacts[0].user_id, given.contacts[0].wa_id], [bsuid, undefined], "user_id and wa_id");
  });
  await claim("send: the client's own event of a send has the id", async () => {
    let told;
    client.on.sent = ({ id, held_for_quality_assessment: held }) => (told = [id, held]);
    const given = await send(customer(), template(world));
    client.on.sent = undefined;
    same(told, [given.messages[0].id, false], "id and held");
  });
  await templates(about, send);
  await claim("send: mark a customer's message as read, and show that one types", async () => {
    const wamid = await world.customerWrites(customer());
    answered(shape, "ServerSuccessResponse", await client.markAsRead(number, wamid));
    answered(shape, "ServerSuccessResponse", await client.markAsRead(number, wamid, "text"));
  });
  await claim("send: fifty at once by the client's broadcast", async () => {
    const to = Array.from({ length: 50 }, customer);
    const build = (recipient) => [recipient, template(world)];
    const given = await Promise.all(client.broadcastMessage(number, to, build, 25, 100));
    for (const one of given) answered(shape, "ServerSentMessageResponse", one);
    same(new Set(given.map((one) => one.messages[0].id)).size, 50, "different ids");
  });

  await claim("refusal: a wrong token is 190", () =>
    refused(shape, () => about.stranger.sendMessage(number, customer(), new Text("Hello")), 190),
  );
  await claim("refusal: an unknown number is 100", () =>
    refused(shape, () => client.sendMessage("999999999999999", customer(), new Text("Hello")), 100),
  );
  await claim("refusal: an unknown template is 132001", () =>
    refused(shape, () => client.sendMessage(number, customer(), new Template("no_such_template", "en_US")), 132001),
  );
}

/** A template that the world has from the start. */
function template(world) {
  const [first] = world.id("TEMPLATES");
  return new Template(
    first.name,
    "en",
    new BodyComponent(...first.parameters.map((_, at) => new BodyParameter(`value ${at}`))),
  );
}

async function templates({ world, customer }, send) {
  await claim("send: a template that the world has from the start", async () => {
    const given = await send(customer(), template(world));
    same(given.messages[0].message_status, "accepted", "message_status");
  });
  await claim("send: a template with an amount and a date", async () => {
    const [first] = world.id("TEMPLATES");
    const values = [new Currency(12_340, "EUR", "12.34 EUR"), new DateTime("1 April"), "DHL"];
    const body = new BodyComponent(...values.map((value) => new BodyParameter(value)));
    await send(customer(), new Template(first.name, "en", body));
  });
}

/** A customer's business-scoped user id in a webhook. */
function userOf(body, waId) {
  return changes(body)
    .flatMap(({ value }) => (value.messages ? (value.contacts ?? []) : []))
    .find((one) => one.wa_id === waId)?.user_id;
}
