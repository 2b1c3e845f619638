//! A running world written down as a world file: start another one with it and it stands where this one stood.

use serde::Serialize;

use super::sections::{
    AccountSection, AppSection, BusinessSection, NumberSection, TemplateSection, TokenSection,
};
use crate::clock::Moment;
use crate::graph::trouble::Troubles;
use crate::settings::Customer;
use crate::template::Header;
use crate::world::{World, lock};

#[derive(Serialize)]
struct Written {
    business: BusinessSection,
    app: Vec<AppSection>,
    account: Vec<AccountSection>,
    token: Vec<TokenSection>,
    customer: Vec<Customer>,
    sms: super::sms::Section,
}

/// The world as TOML: portfolio, apps, accounts with numbers and templates, tokens, customers, the SMS gateways. Media, messages under
/// way and counters of limits are not part of it.
pub fn snapshot(world: &World, now: Moment) -> String {
    let written = Written {
        business: BusinessSection {
            id: Some(world.settings().graph.business_id.clone()),
            tier: Some(lock(&world.portfolio).tier().word().to_owned()),
            ..BusinessSection::default()
        },
        app: world.apps.all().into_iter().map(app(world)).collect(),
        account: world
            .settings()
            .accounts
            .iter()
            .map(|account| account_of(world, &account.id, now))
            .collect(),
        token: tokens(world, now),
        customer: world.customers.all(),
        sms: super::sms::written(world.gateways(), &world.settings().sms.faults),
    };
    toml::to_string(&written)
        .unwrap_or_else(|error| format!("# the world could not be written: {error}\n"))
}

fn app(world: &World) -> impl Fn(crate::graph::app::AppState) -> AppSection + '_ {
    move |state| {
        let settings = world.settings();
        let token = std::iter::once(&settings.app)
            .chain(&settings.graph.more_apps)
            .find(|app| *app.id == *state.id)
            .map(|app| app.access_token.clone());
        AppSection {
            id: Some(state.id.to_string()),
            secret: Some(state.secret.to_string()),
            access_token: token,
            verify_token: Some(state.verify_token),
            callback_url: state.callback.map(|url| url.to_string()),
            version: Some(state.version),
            needs_proof: Some(state.needs_proof),
        }
    }
}

fn account_of(world: &World, id: &str, now: Moment) -> AccountSection {
    let mut numbers: Vec<NumberSection> = world
        .shards
        .values()
        .filter(|shard| *shard.account_id == *id)
        .map(|shard| NumberSection {
            id: shard.number.id.clone(),
            display: shard.number.display.clone(),
            verified_name: shard.number.verified_name.clone(),
            throughput_mps: Some(lock(&shard.state).throughput_mps()),
            unregistered: !lock(&shard.card).registered,
            allowed: world
                .settings()
                .graph
                .numbers
                .get(&shard.number.id)
                .and_then(|seed| seed.allowed.clone()),
            age_days: now.since(shard.since).as_secs() / 86_400,
            trouble: words(&shard.troubles),
        })
        .collect();
    numbers.sort_by(|a, b| a.id.cmp(&b.id));
    let templates = world.accounts.get(id).map(|account| {
        let catalog = account.catalog();
        let all = catalog.sorted().into_iter();
        all.map(|template| TemplateSection {
            id: Some(template.id.clone()),
            name: template.name.clone(),
            language: template.language.clone(),
            category: template.category.clone(),
            status: template.status,
            header: match &template.header {
                Some(Header::Text(text)) => Some(text.clone()),
                _ => None,
            },
            body: template.body.clone(),
            footer: template.footer.clone(),
        })
        .collect()
    });
    let timezone_id = world
        .account_cards
        .with(id, |card| card.timezone_id.parse().ok());
    let account = world.accounts.get(id);
    AccountSection {
        id: id.to_owned(),
        trouble: account.map_or_else(Vec::new, |account| words(&account.troubles)),
        timezone_id: timezone_id.filter(|zone| crate::graph::time_zones::zone(*zone).is_some()),
        number: numbers,
        template: templates.unwrap_or_default(),
    }
}

fn words(troubles: &Troubles) -> Vec<String> {
    let all = troubles.all().into_iter();
    all.map(|trouble| trouble.word().to_owned()).collect()
}

fn tokens(world: &World, now: Moment) -> Vec<TokenSection> {
    let mut tokens: Vec<TokenSection> = world
        .settings()
        .graph
        .tokens
        .iter()
        .filter_map(|token| world.tokens.find(&token.value))
        .map(|token| TokenSection {
            value: token.value.clone(),
            app: Some(token.app_id.clone()),
            holder: token.holder,
            permissions: token.permissions.clone(),
            expires_in_s: token.expires.map(|at| {
                i64::try_from(at.unix_s()).unwrap_or(0) - i64::try_from(now.unix_s()).unwrap_or(0)
            }),
            ended_by: token.ended_by,
        })
        .collect();
    tokens.sort_by(|a, b| a.value.cmp(&b.value));
    tokens
}
