//! Every kind of message that the client sends, one by one and as batches.

use whatsapp_business_rs::catalog::ProductRef;
use whatsapp_business_rs::client::MessageManager;
use whatsapp_business_rs::message::{
    AudioExtension, CatalogDisplayOptions, InteractiveAction, InteractiveMessage, IntoDraft,
    Location, Media, MediaSource, MediaType, ProductList, Reaction, Section, Text,
};
use whatsapp_business_rs::{Client, Draft};

use crate::claim::{Claims, Trouble, holds, same};
use crate::world::World;
use crate::{media, refusals};

const LINK: &str = "https://example.com/parcel";
const CATALOG: &str = "194836987003835";
/// A picture of one pixel.
pub const PIXEL: &[u8] = include_bytes!("pixel.png");

/// Kind, and the message; `written` is the id of the customer's message.
type Kind = (&'static str, fn(written: &str) -> Draft);

const KINDS: [Kind; 18] = [
    ("text", |_| {
        Draft::text("Your parcel is here: https://example.com").preview_url(true)
    }),
    ("a reply", |written| {
        Draft::text("Soon.").reply_to(written.to_owned())
    }),
    ("image by link", |_| {
        Media::jpeg(format!("{LINK}.jpg"))
            .caption("Door")
            .into_draft()
    }),
    ("image from bytes", |_| {
        Media::png(PIXEL.to_vec()).caption("Door").into_draft()
    }),
    ("audio", |_| {
        let link = MediaSource::link(format!("{LINK}.ogg"));
        Media::new(link, MediaType::Audio(AudioExtension::Ogg)).into_draft()
    }),
    ("video", |_| {
        Media::mp4(format!("{LINK}.mp4"))
            .caption("Way in")
            .into_draft()
    }),
    ("document", |_| {
        Media::pdf(format!("{LINK}.pdf"), "bill.pdf")
            .caption("Bill")
            .into_draft()
    }),
    ("sticker", |_| {
        Media::sticker(format!("{LINK}.webp")).into_draft()
    }),
    ("location, with coordinates as strings", |_| {
        Location::new(52.52, 13.405)
            .name("Shop")
            .address("Street 1")
            .into_draft()
    }),
    ("reaction", |written| {
        Reaction::new('👍', written.to_owned()).into_draft()
    }),
    ("interactive buttons", |_| {
        let draft = Draft::text("Where?")
            .header(Text::from("Parcel"))
            .footer("Shop");
        draft
            .add_reply_button("home", "At home")
            .add_reply_button("shop", "At the shop")
    }),
    ("interactive buttons under a picture", |_| {
        Draft::text("Here?")
            .header(Media::jpeg(format!("{LINK}.jpg")))
            .add_reply_button("y", "Yes")
    }),
    ("interactive list", |_| {
        Draft::text("When?")
            .list("Times")
            .add_list_section("Today")
            .add_list_option("am", "Morning", "8 to 12")
    }),
    ("interactive link button", |_| {
        Draft::text("Track it").with_cta_url(LINK, "Track")
    }),
    ("interactive location request", |_| {
        Draft::interactive(InteractiveMessage::new(
            InteractiveAction::LocationRequest,
            "Where are you?",
        ))
    }),
    ("interactive catalog", |_| {
        let options = CatalogDisplayOptions::new().thumbnail("sku-1");
        Draft::interactive(InteractiveMessage::new(options, "All goods"))
    }),
    ("interactive product", |_| {
        let product = ProductRef::from_product_retailer_id("sku-1").with_catalog(CATALOG);
        Draft::interactive(InteractiveMessage::new(product, "This one"))
    }),
    ("interactive product list", |_| {
        let list = ProductList::new_section(Section::new("Boxes", ["sku-1"]), CATALOG);
        Draft::interactive(InteractiveMessage::new(list, "These")).header(Text::from("Goods"))
    }),
];

pub async fn all(claims: &mut Claims, world: &World) -> Result<(), Trouble> {
    let client = world.client().await?;
    let number = world.id("PHONE_NUMBER_ID")?;
    let messages = client.message(number.as_str());
    for (kind, build) in KINDS {
        let send = async {
            let (to, written) = world.writer().await?;
            sent(&messages, &to, build(&written)).await
        };
        claims.claim(&format!("send: {kind}"), send).await;
    }
    media::all(claims, world, &client, &messages).await;
    let read = async {
        let (_, written) = world.writer().await?;
        messages.set_read(written.clone()).execute().await?;
        Ok(messages.set_replying(written).execute().await?)
    };
    claims
        .claim(
            "send: mark a customer's message as read, and show that one types",
            read,
        )
        .await;
    claims
        .claim(
            "send: three at once as a batch, form-encoded",
            batch(world, &client, &messages),
        )
        .await;
    claims
        .claim(
            "send: bytes and the message that needs them as one batch",
            batch_with_bytes(world, &client, &messages),
        )
        .await;
    refusals::all(claims, world, &client, &messages).await;
    Ok(())
}

pub async fn sent(
    messages: &MessageManager<'_>,
    to: &str,
    draft: impl IntoDraft,
) -> Result<String, Trouble> {
    let created = messages.send(to.to_owned(), draft).execute().await?;
    let recipient = created
        .message
        .recipient()
        .map(|one| one.phone_id().to_owned());
    same(
        recipient.as_deref(),
        Some(to.trim_start_matches('+')),
        "wa_id",
    )?;
    Ok(created.message.message_id().to_owned())
}

async fn batch(
    world: &World,
    client: &Client,
    messages: &MessageManager<'_>,
) -> Result<(), Trouble> {
    let (first, written) = world.writer().await?;
    let (second, _) = world.writer().await?;
    let buttons = Draft::text("Where, & when?").add_reply_button("home", "At home");
    let output = client
        .batch()
        .include(messages.send(first.clone(), "One & two = 3 ü"))
        .include(messages.send(second, buttons))
        .include(messages.set_read(written))
        .execute()
        .execute()
        .await?;
    let (one, two, read) = output.flatten()?;
    holds(
        one?.message.message_id() != two?.message.message_id(),
        || "both have one id".to_owned(),
    )?;
    Ok(read?)
}

async fn batch_with_bytes(
    world: &World,
    client: &Client,
    messages: &MessageManager<'_>,
) -> Result<(), Trouble> {
    let (to, _) = world.writer().await?;
    let picture = Media::png(PIXEL.to_vec()).caption("Door");
    let output = client
        .batch()
        .include(messages.send(to, picture))
        .execute()
        .execute()
        .await?;
    let created = output.result()??;
    holds(created.message.message_id().starts_with("wamid."), || {
        format!("{created:?}")
    })
}
