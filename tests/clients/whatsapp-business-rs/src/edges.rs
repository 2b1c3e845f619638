//! What the client calls beside messages: accounts, numbers, apps, tokens.

use axum::http::StatusCode;
use futures::TryStreamExt as _;
use whatsapp_business_rs::app::SubscriptionField;
use whatsapp_business_rs::waba::{
    CatalogMetadataField, FlowInfoMetadataField, PhoneNumberMetadataField, UnverifiedPhoneNumber,
    VerificationMethod,
};
use whatsapp_business_rs::{Auth, Business, Client};

use crate::callback::AS_PUBLISHED;
use crate::claim::{Claims, Trouble, holds, same};
use crate::world::World;

pub async fn all(claims: &mut Claims, world: &World) -> Result<(), Trouble> {
    let client = world.client().await?;
    account(claims, world, &client).await;
    app(claims, world, &client).await;
    Ok(())
}

async fn account(claims: &mut Claims, world: &World, client: &Client) {
    let numbers = async {
        // Not last_onboarded_time, which Meta gives as a date and the client reads as a number.
        let fields = [
            PhoneNumberMetadataField::DisplayPhoneNumber,
            PhoneNumberMetadataField::VerifiedName,
            PhoneNumberMetadataField::CodeVerificationStatus,
            PhoneNumberMetadataField::QualityRating,
            PhoneNumberMetadataField::NameStatus,
            PhoneNumberMetadataField::PlatformType,
            PhoneNumberMetadataField::WebhookConfiguration,
            PhoneNumberMetadataField::Throughput,
        ];
        let waba = client.waba(world.id("WABA_ID")?);
        let all: Vec<_> = waba
            .list_phone_numbers()
            .metadata(fields.into())
            .into_stream()
            .try_collect()
            .await?;
        let known = world.id("PHONE_NUMBER_ID")?;
        let mine = all
            .iter()
            .find(|one| one.id == known)
            .ok_or_else(|| format!("{known} is not in {all:?}"))?;
        holds(mine.metadata.display_phone_number.is_some(), || {
            format!("no display_phone_number: {mine:?}")
        })?;
        holds(mine.metadata.throughput.is_some(), || {
            format!("no throughput: {mine:?}")
        })?;
        same(
            all.len(),
            world.id("PHONE_NUMBERS")?.split(',').count(),
            "how many",
        )
    };
    claims
        .claim(
            "account: its numbers, page by page until there is none",
            numbers,
        )
        .await;
    let apps = async {
        let waba = client.waba(world.id("WABA_ID")?);
        let all: Vec<_> = waba
            .list_subcribed_apps()
            .into_stream()
            .try_collect()
            .await?;
        let known = world.id("APP_ID")?;
        holds(all.iter().any(|one| one.id == known), || {
            format!("{known} is not in {all:?}")
        })
    };
    claims
        .claim("account: the apps that are subscribed to it", apps)
        .await;
    let flows = async {
        let waba = client.waba(world.id("WABA_ID")?);
        let fields = [
            FlowInfoMetadataField::Categories,
            FlowInfoMetadataField::Status,
            FlowInfoMetadataField::JsonVersion,
        ];
        let _all: Vec<_> = waba
            .list_flows()
            .metadata(fields.into())
            .into_stream()
            .try_collect()
            .await?;
        Ok(())
    };
    claims.claim("account: its flows", flows).await;
    let catalogs = async {
        let waba = client.waba(world.id("WABA_ID")?);
        let fields = [CatalogMetadataField::Name];
        let _all: Vec<_> = waba
            .list_catalogs()
            .metadata(fields.into())
            .into_stream()
            .try_collect()
            .await?;
        Ok(())
    };
    claims.claim("account: its catalogs", catalogs).await;
    claims
        .claim(
            "account: a new number, from its first request to its pin",
            registration(world, client),
        )
        .await;
}

async fn registration(world: &World, client: &Client) -> Result<(), Trouble> {
    let waba = client.waba(world.id("WABA_ID")?);
    let number = UnverifiedPhoneNumber {
        country_code: "49".to_owned(),
        phone_number: "15520000999".to_owned(),
        verified_name: "Second Shop".to_owned(),
    };
    let flow = waba.start_number_registration(&number);
    let flow = flow.register_phone_number().await?;
    let flow = flow
        .request_verification_code(VerificationMethod::Sms, "en_US")
        .await?;
    let flow = flow.verify_phone_number("123456").await?;
    let result = flow.set_pin("123456").await?.finalize();
    let all: Vec<_> = waba
        .list_phone_numbers()
        .into_stream()
        .try_collect()
        .await?;
    holds(
        all.iter().any(|one| one.id == result.phone_number_id),
        || format!("{result:?} is not in {all:?}"),
    )
}

async fn app(claims: &mut Claims, world: &World, client: &Client) {
    let token = async {
        let app = client.app(world.id("APP_ID")?);
        let token = app.get_access_token(world.id("APP_SECRET")?).await?;
        holds(!token.access_token().is_empty(), || {
            "an empty token".to_owned()
        })
    };
    claims
        .claim("app: its own token from its secret", token)
        .await;
    let exchanged = async {
        let app = client.app(world.id("APP_ID")?);
        let token = app
            .update_token(world.id("ACCESS_TOKEN")?, world.id("APP_SECRET")?)
            .await?;
        holds(
            token.is_long_lived() || token.expires_in().is_none(),
            || format!("{:?} s", token.expires_in()),
        )
    };
    claims
        .claim("app: a long-lived token for a short-lived one", exchanged)
        .await;
    let debug = async {
        let app = client.app(world.id("APP_ID")?);
        let known = app.debug_token(world.id("ACCESS_TOKEN")?).await?;
        same(
            (known.is_valid, known.app_id.clone()),
            (true, world.id("APP_ID")?),
            "valid, and of which app",
        )?;
        let wanted = "whatsapp_business_messaging";
        holds(known.scopes.iter().any(|scope| scope == wanted), || {
            format!("no {wanted}: {:?}", known.scopes)
        })
    };
    claims.claim("app: what is known of a token", debug).await;
    let subscribe = async {
        let app = client.app(world.id("APP_ID")?);
        let address = world.callback()?.address().to_owned();
        let config = (
            world.id("VERIFY_TOKEN")?,
            format!("http://{address}/webhooks"),
        );
        let fields = [
            SubscriptionField::Messages,
            SubscriptionField::MessageTemplateStatusUpdate,
        ];
        let auth = Auth::secret((world.id("APP_ID")?, world.id("APP_SECRET")?));
        Ok(app
            .configure_webhook(config)
            .events(fields.into())
            .with_auth(auth)
            .execute()
            .await?)
    };
    claims
        .claim(
            "app: the webhook's address, with the handshake that it brings",
            subscribe,
        )
        .await;
    let own = async {
        let app = client.app(world.id("APP_ID")?);
        let callback = world.callback()?;
        let address = format!("http://{}{AS_PUBLISHED}", callback.address());
        let auth = Auth::secret((world.id("APP_ID")?, world.id("APP_SECRET")?));
        let given = app
            .configure_webhook((world.id("VERIFY_TOKEN")?, address))
            .with_auth(auth)
            .execute()
            .await;
        let answered = callback.own_handshake().ok_or("there was no handshake")?;
        same(given.is_ok(), answered == StatusCode::OK, "saved")
    };
    claims
        .claim(
            "app: the crate's own handshake is believed as it answers, mostly with a refusal of the right token",
            own,
        )
        .await;
    let wrong = async {
        let app = client.app(world.id("APP_ID")?);
        let address = world.callback()?.address().to_owned();
        let config = (
            "another token".to_owned(),
            format!("http://{address}/webhooks"),
        );
        let auth = Auth::secret((world.id("APP_ID")?, world.id("APP_SECRET")?));
        let given = app
            .configure_webhook(config)
            .with_auth(auth)
            .execute()
            .await;
        holds(given.is_err(), || {
            "it was taken although the callback refused the handshake".to_owned()
        })
    };
    claims
        .claim("app: an address whose handshake fails is refused", wrong)
        .await;
    let unsubscribe = async {
        let business = Business::new(world.id("WABA_ID")?, world.id("PHONE_NUMBER_ID")?);
        let app = client.app(world.id("APP_ID")?);
        app.unsubscribe(&business).await?;
        let waba = client.waba(world.id("WABA_ID")?);
        let all: Vec<_> = waba
            .list_subcribed_apps()
            .into_stream()
            .try_collect()
            .await?;
        holds(all.is_empty(), || format!("still there: {all:?}"))?;
        subscribe_again(world).await
    };
    claims
        .claim(
            "app: unsubscribe from the account, and subscribe again",
            unsubscribe,
        )
        .await;
}

/// The client subscribes within its onboarding only, which begins with a code that a browser brings; this is its request.
async fn subscribe_again(world: &World) -> Result<(), Trouble> {
    let url = format!(
        "{}/v24.0/{}/subscribed_apps",
        world.id("CLOUD_API_URL")?,
        world.id("WABA_ID")?
    );
    let answer = world
        .http()
        .post(url)
        .bearer_auth(world.id("ACCESS_TOKEN")?)
        .send()
        .await?;
    let status = answer.status();
    holds(status.is_success(), || format!("status {status}"))
}
