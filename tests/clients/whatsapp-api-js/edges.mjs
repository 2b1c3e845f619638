// What the client calls beside messages: media, blocked users, QR codes, calls. It asks for blocked users and calls
// without a version in the path.

import { Image } from "whatsapp-api-js/messages";

import { claim, from, holds, same } from "../javascript/claims.mjs";
import { PIXEL } from "../javascript/pixel.mjs";
import { answered, refused } from "./sends.mjs";

const SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";

export async function edges(about) {
  await media(about);
  await blocked(about);
  await codes(about);
  await calls(about);
}

async function media({ client, number, shape, world, customer }) {
  const uploaded = await claim("media: upload, with messaging_product in the query", async () => {
    const form = new FormData();
    form.set("file", new Blob([PIXEL], { type: "image/png" }), "pixel.png");
    return answered(shape, "ServerMedia", await client.uploadMedia(number, form)).id;
  });
  await claim("media: what is known of it", async () => {
    const given = await client.retrieveMedia(from(uploaded, "medium"), number);
    // Meta's samples have file_size as a string in one place and as a number in another.
    answered(shape, "ServerMediaRetrieveResponse", { ...given, file_size: `${given.file_size}` });
    same([given.id, given.mime_type, +given.file_size], [uploaded, "image/png", PIXEL.length], "id, type and size");
  });
  await claim("media: download gives the bytes back, whatever the User-Agent", async () => {
    const { url } = await client.retrieveMedia(from(uploaded, "medium"));
    const response = await client.fetchMedia(url);
    const bytes = Buffer.from(await response.arrayBuffer());
    same(response.status, 200, "status");
    holds(PIXEL.equals(bytes), `${bytes.length} other bytes`);
    same(response.headers.get("content-type"), "image/png", "content-type");
  });
  await claim("send: image by id", async () => {
    const to = customer();
    await world.customerWrites(to);
    const message = new Image(from(uploaded, "medium"), true, "Door");
    answered(shape, "ServerSentMessageResponse", await client.sendMessage(number, to, message));
  });
  await claim("media: delete", async () => {
    answered(shape, "ServerSuccessResponse", await client.deleteMedia(from(uploaded, "medium"), number));
    await refused(shape, () => client.retrieveMedia(uploaded), 100);
  });
}

/** Of a blocked customer; Meta tells the business-scoped user id, too. */
const told = ({ input, wa_id: number }) => [input, number];

async function blocked({ client, number, shape, customer, world }) {
  const nuisance = customer();
  await claim("blocked users: block one who wrote", async () => {
    await world.customerWrites(nuisance);
    const given = await client.blockUser(number, nuisance);
    // Declared with `added_users` and `errors` of its own.
    answered(shape, "ServerBlockResponse", given);
    same(given.block_users.added_users.map(told), [[nuisance, nuisance]], "added_users");
  });
  await claim("blocked users: unblock", async () => {
    const given = await client.unblockUser(number, nuisance);
    answered(shape, "ServerUnblockResponse", given);
    same(given.block_users.removed_users.map(told), [[nuisance, nuisance]], "removed_users");
  });
}

async function codes({ client, number, shape }) {
  const made = await claim("QR codes: create", async () => {
    const given = await client.createQR(number, "Where is my parcel?", "png");
    answered(shape, "ServerQR", given);
    holds(given.qr_image_url, "no qr_image_url");
    same(given.prefilled_message, "Where is my parcel?", "prefilled_message");
    return given.code;
  });
  await claim("QR codes: change, read one, list all, delete", async () => {
    const code = from(made, "code");
    answered(shape, "ServerQR", await client.updateQR(number, code, "Hello"));
    const one = await client.retrieveQR(number, code);
    answered(shape, "ServerRetrieveQRResponse", one);
    same(
      one.data.map((each) => [each.code, each.prefilled_message]),
      [[code, "Hello"]],
      "the code",
    );
    const all = await client.retrieveQR(number);
    answered(shape, "ServerRetrieveQRResponse", all);
    holds(
      all.data.some((each) => each.code === code),
      "it is not in the list",
    );
    answered(shape, "ServerSuccessResponse", await client.deleteQR(number, code));
  });
}

async function calls({ client, number, shape, customer, world }) {
  await claim("calls: connect and terminate", async () => {
    const to = customer();
    await world.callsAreOn(number);
    await world.permitsCalls(to);
    const given = await client.initiateCall(number, to, SDP, "w");
    answered(shape, "ServerInitiateCallResponse", given);
    answered(shape, "ServerTerminateCallResponse", await client.terminateCall(number, given.calls[0].id));
  });
  const incoming = async () => (await world.call(customer(), (one) => one.told?.call)).id;
  await claim("calls: pre-accept and accept an incoming one", async () => {
    const id = await incoming();
    answered(shape, "ServerPreacceptCallResponse", await client.preacceptCall(number, id, SDP));
    answered(shape, "ServerAcceptCallResponse", await client.acceptCall(number, id, SDP, "w"));
  });
  await claim("calls: reject an incoming one", async () => {
    answered(shape, "ServerRejectCallResponse", await client.rejectCall(number, await incoming()));
  });
}
