//! How the client reads refusals.

use whatsapp_business_rs::client::MessageManager;
use whatsapp_business_rs::error::ServiceErrorKind;
use whatsapp_business_rs::{Client, Draft, Error};

use crate::claim::{Claims, Trouble, holds, same};
use crate::world::World;

const LINK: &str = "https://example.com/parcel";

pub async fn all(
    claims: &mut Claims,
    world: &World,
    client: &Client,
    messages: &MessageManager<'_>,
) {
    let wrong_token = async {
        let stranger = Client::new("nobody").await?;
        let from = world.id("PHONE_NUMBER_ID")?;
        refused(
            stranger
                .message(from.as_str())
                .send(world.customer(), "Hello")
                .execute()
                .await,
            190,
        )
    };
    claims
        .claim("refusal: a wrong token is 190", wrong_token)
        .await;
    let nobody = async {
        refused(
            client
                .message("999999999999999")
                .send(world.customer(), "Hello")
                .execute()
                .await,
            100,
        )
    };
    claims
        .claim("refusal: an unknown number is 100", nobody)
        .await;
    let four = async {
        let draft = (1..=4).fold(Draft::text("Which?"), |draft, at| {
            draft.add_reply_button(format!("{at}"), format!("Number {at}"))
        });
        refused(
            messages.send(world.customer(), draft).execute().await,
            131_009,
        )
    };
    claims
        .claim("refusal: four reply buttons are 131009", four)
        .await;
    let url_button = async {
        let draft = Draft::text("Which?").add_url_button(LINK, "Track");
        match messages.send(world.customer(), draft).execute().await {
            Ok(created) => Err(format!("was answered: {created:?}").into()),
            Err(Error::Service(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    };
    claims.claim("refusal: a url button among reply buttons, which the client offers and Meta does not have", url_button).await;
}

/// A refusal of the wanted code, as the client reads it.
pub fn refused<T: std::fmt::Debug>(given: Result<T, Error>, code: i64) -> Result<(), Trouble> {
    let error = match given {
        Ok(answer) => return Err(format!("was answered: {answer:?}").into()),
        Err(error) => error,
    };
    if let Error::Service(service) = &error
        && let ServiceErrorKind::Api(api) = service.kind()
    {
        holds(api.error.fbtrace_id.is_some(), || {
            "the refusal has no fbtrace_id".to_owned()
        })?;
        return same(api.error.code, code, &format!("code of {api}"));
    }
    Err(error.into())
}
