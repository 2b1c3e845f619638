//! Who takes part: the carriers that the scenario names and the connector takes, and the parcels that they push.

use std::collections::BTreeMap;

use scenarios::scenario::Mix;
use simulator::carriers::Carrier;
use simulator::chance::Chance;
use simulator::clock::Clock;
use simulator::population::{Population, PopulationSettings};

use crate::connector_file::{ConnectorFile, DrivenBy};

/// All parcels of a run.
///
/// # Errors
/// Why these carriers and this connector make no run, with the cure.
pub(super) fn population(
    connector: &ConnectorFile,
    mix: &Mix,
    chance: Chance,
    clock: Clock,
) -> Result<Population, String> {
    let carriers = carriers(connector, mix)?;
    let sellers = match connector.numbers.len() {
        0 => mix.sellers,
        stated => stated as u32,
    };
    let settings = PopulationSettings {
        carriers,
        countries: mix.countries.clone(),
        sellers,
        repeat_recipients: mix.repeat_recipients,
        undeliverable: mix.undeliverable,
        refused: mix.refused,
        base: clock.now(),
    };
    Population::new(chance, settings).map_err(|error| error.to_string())
}

fn carriers(connector: &ConnectorFile, mix: &Mix) -> Result<BTreeMap<Carrier, f64>, String> {
    let mut carriers = mix.carriers.clone();
    if connector.driven_by() != DrivenBy::Checkpoints {
        return Ok(carriers);
    }
    let taken = &connector.webhooks.carriers;
    if connector.stimuli.is_empty() {
        carriers.retain(|carrier, _| taken.contains_key(carrier));
        if carriers.is_empty() {
            return Err(nothing_in_common(connector));
        }
    }
    // A trigger of the connector's own says everything; a carrier's push does not.
    let untold = |carrier: &Carrier, share: f64| {
        share > 0.0 && taken.contains_key(carrier) && !carrier.profile().names_customer()
    };
    let untold: Vec<Carrier> = carriers
        .iter()
        .filter(|(carrier, share)| untold(carrier, **share))
        .map(|(carrier, _)| *carrier)
        .collect();
    match untold.as_slice() {
        [] => Ok(carriers),
        _ if taken.contains_key(&Carrier::Shopify) => Ok(carriers),
        untold => Err(nobody_names_the_customer(untold)),
    }
}

fn nothing_in_common(connector: &ConnectorFile) -> String {
    let named: Vec<&str> = connector
        .webhooks
        .carriers
        .keys()
        .map(|carrier| carrier.word())
        .collect();
    format!(
        "the scenario's carriers and the connector file's have none in common; the connector takes {}; set mix.carriers, such as --set mix.carriers.{}=1",
        named.join(", "),
        named.first().unwrap_or(&"aftership")
    )
}

fn nobody_names_the_customer(untold: &[Carrier]) -> String {
    let words: Vec<&str> = untold.iter().map(|carrier| carrier.word()).collect();
    let out: Vec<String> = words
        .iter()
        .map(|word| format!("--set mix.carriers.{word}=0"))
        .collect();
    format!(
        "mix.carriers: the pushes of {} do not name the customer, and the connector file has no webhook for the shop's orders, which do; add `shopify = \"/path\"` under [webhooks] of the connector file, or leave the carrier out of the mix ({})",
        words.join(", "),
        out.join(" ")
    )
}

#[cfg(test)]
mod tests;
