// Profile, registration and settings of a number.

import { claim, holds, same } from "../javascript/claims.mjs";

export async function accounts({ client, number, answer }) {
  const { phoneNumbers } = client;
  const here = { phoneNumberId: number };
  await claim("profile: update and read back", async () => {
    const profile = {
      about: "Parcels, quickly",
      address: "Street 1, Berlin",
      description: "A shop",
      email: "shop@example.com",
      websites: ["https://example.com/"],
      vertical: "RETAIL",
    };
    answer("BusinessProfileUpdateResponse", await phoneNumbers.businessProfile.update({ ...here, ...profile }));
    const fields = "about,address,description,email,profile_picture_url,websites,vertical";
    const given = await phoneNumbers.businessProfile.get({ ...here, fields });
    answer("BusinessProfileGetResponse", given);
    const { messagingProduct, profilePictureUrl, ...rest } = given.data[0];
    same(sorted(rest), sorted(profile), "the profile");
    same(messagingProduct, "whatsapp", "messaging_product");
  });
  await claim("profile: without fields it answers in its shape", async () => {
    answer("BusinessProfileGetResponse", await phoneNumbers.businessProfile.get(here));
  });
  await claim("settings: update and read back", async () => {
    const calling = { status: "ENABLED", callIconVisibility: "DEFAULT", callbackPermissionStatus: "ENABLED" };
    answer("PhoneNumberSettingsUpdateResponse", await phoneNumbers.settings.update({ ...here, calling }));
    const given = await phoneNumbers.settings.get(here);
    answer("PhoneNumberSettingsResponse", given);
    same(given.calling.status, "ENABLED", "calling.status");
  });
  await claim("settings: with SIP credentials", async () => {
    answer("PhoneNumberSettingsResponse", await phoneNumbers.settings.get({ ...here, includeSipCredentials: true }));
  });
  await claim("registration: a pin registers the number again after deregistering", async () => {
    answer("PhoneNumberDeregisterResponse", await phoneNumbers.deregister(here));
    answer("PhoneNumberRegisterResponse", await phoneNumbers.register({ ...here, pin: "123456" }));
  });
  await claim("registration: request and verify a code", async () => {
    const given = await phoneNumbers.requestCode({ ...here, codeMethod: "SMS", language: "en_US" });
    answer("PhoneNumberRequestCodeResponse", given);
    answer("PhoneNumberVerifyCodeResponse", await phoneNumbers.verifyCode({ ...here, code: "123456" }));
  });
  await claim("profile: another client's number is not shown", async () => {
    const refusal = await phoneNumbers.businessProfile.get({ phoneNumberId: "999999999999999" }).then(
      () => undefined,
      (error) => error,
    );
    holds(refusal?.code === 100, `code ${refusal?.code}`);
  });
}

function sorted(value) {
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => left.localeCompare(right)));
}
