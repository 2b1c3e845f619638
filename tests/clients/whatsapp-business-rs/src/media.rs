//! Media of our own, from the upload to the message.

use whatsapp_business_rs::client::MessageManager;
use whatsapp_business_rs::message::{
    Content, ImageExtension, InteractiveHeaderMedia, Media, MediaSource, MediaType,
};
use whatsapp_business_rs::{Client, Draft};

use crate::claim::{Claims, holds, made};
use crate::refusals::refused;
use crate::sends;
use crate::world::World;

pub async fn all(
    claims: &mut Claims,
    world: &World,
    client: &Client,
    messages: &MessageManager<'_>,
) {
    let upload = async {
        let kind = MediaType::Image(ImageExtension::Png);
        Ok(messages
            .upload_media(sends::PIXEL.to_vec(), kind, "pixel.png")
            .execute()
            .await?)
    };
    let uploaded = claims.claim("media: upload", upload).await;
    let download = async {
        let id = made(&uploaded, "medium")?;
        let mut bytes = Vec::new();
        let content = Content::Media(Media::png(MediaSource::id(id)));
        let download = content
            .download_media(&mut bytes, client)
            .ok_or("the client has nothing to download")?;
        download.execute().await?;
        holds(bytes == sends::PIXEL, || {
            format!("{} other bytes", bytes.len())
        })
    };
    claims
        .claim("media: download gives the bytes back", download)
        .await;
    let by_id = async {
        let (to, _) = world.writer().await?;
        let media = Media::png(MediaSource::id(made(&uploaded, "medium")?)).caption("Door");
        sends::sent(messages, &to, media).await
    };
    claims.claim("send: image by id", by_id).await;
    let header = async {
        let (to, _) = world.writer().await?;
        let id = MediaSource::id(made(&uploaded, "medium")?);
        let header = InteractiveHeaderMedia::new(id, MediaType::Image(ImageExtension::Png));
        let draft = Draft::text("Here?")
            .header(header)
            .add_reply_button("y", "Yes");
        sends::sent(messages, &to, draft).await
    };
    claims.claim("send: interactive buttons under a picture by id, for which the client asks its address", header).await;
    let delete = async {
        let id = made(&uploaded, "medium")?;
        messages.delete_media(id).execute().await?;
        refused(messages.get_media_info(id).execute().await, 100)
    };
    claims.claim("media: delete", delete).await;
}
