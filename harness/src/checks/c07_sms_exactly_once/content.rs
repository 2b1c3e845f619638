//! What a short message says, to whom and through whom, against the policy.

use reports::verdict::{Witness, WitnessRow};

use crate::checks::context::Context;
use crate::checks::finding::WITNESSES;
use crate::checks::witness;
use crate::ledger::open::LedgerError;
use crate::policy::{SmsFallback, Source};

/// Accepted short messages of parcels, with what the parcel's message carried. ?1: checkpoints.
const SENDS: &str = "
    SELECT s.id, s.at_us, s.to_number, p.recipient, s.provider, s.template, s.sender, s.text, s.params, p.tracking_number,
           (SELECT e.params FROM expectations e WHERE e.parcel = s.parcel AND e.want = 'message' AND e.params IS NOT NULL LIMIT 1),
           (SELECT e.checkpoint FROM expectations e WHERE e.parcel = s.parcel AND e.want = 'message' AND e.params IS NOT NULL LIMIT 1)
    FROM sms_sends s CROSS JOIN parcels p ON p.id = s.parcel
    WHERE s.decision = 'accepted' ORDER BY s.id";

/// How many say something wrong, and the first of them.
pub(super) fn wrong(context: &Context<'_>) -> Result<(u64, Vec<Witness>), LedgerError> {
    let Some(sms) = &context.facts.policy.sms_fallback else {
        return Ok((0, Vec::new()));
    };
    let (mut violations, mut witnesses) = (0, Vec::new());
    context.each(SENDS, [], |row| {
        let text = |place: usize| {
            Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(place)?.unwrap_or_default())
        };
        let said = format!("{} {}", text(7)?, text(8)?);
        let wanted = wanted(context, sms, &text(11)?, &text(10)?, &text(9)?);
        let provider = sms.provider.map(|provider| provider.word().to_owned());
        let named = [
            ("number", Some(text(3)?), text(2)?),
            ("gateway", provider, text(4)?),
            ("template", sms.template.clone(), text(5)?),
            ("sign", sms.sign.clone(), text(6)?),
        ];
        let differs = named.into_iter().find_map(|(name, wanted, got)| {
            let wanted = wanted.filter(|wanted| *wanted != got)?;
            Some(format!(
                "the {name} is {} instead of {wanted}",
                witness::quoted(&got)
            ))
        });
        let missing = wanted.iter().find(|wanted| !said.contains(wanted.as_str()));
        let missing = missing.map(|wanted| format!("{} is not in it", witness::quoted(wanted)));
        if let Some(says) = differs.or(missing) {
            violations += 1;
            if witnesses.len() < WITNESSES {
                let (id, at_us): (i64, i64) = (row.get(0)?, row.get(1)?);
                witnesses.push(Witness {
                    summary: format!("parcel {}, short message: {says}", text(9)?),
                    rows: vec![witness::row(
                        at_us,
                        format!("sms_sends/{id}"),
                        format!("short message {}", witness::quoted(&text(7)?)),
                    )],
                });
            }
        }
        Ok(())
    })?;
    Ok((violations, witnesses))
}

/// The texts that have to be in it, as far as the parcel's WhatsApp message carries them too.
fn wanted(
    context: &Context<'_>,
    sms: &SmsFallback,
    checkpoint: &str,
    params: &str,
    tracking_number: &str,
) -> Vec<String> {
    let params: Vec<serde_json::Value> = serde_json::from_str(params).unwrap_or_default();
    let messages = &context.facts.policy.messages;
    let message = messages
        .iter()
        .find(|(known, _)| known.word() == checkpoint);
    let carried = |source: &Source| -> Option<String> {
        let place = message?
            .1
            .parameters
            .iter()
            .position(|one| one.source == *source)?;
        Some(params.get(place)?.get("text")?.as_str()?.to_owned())
    };
    let text = |source: &Source| match source {
        Source::TrackingNumber => Some(tracking_number.to_owned()),
        Source::Text(text) => Some(text.clone()),
        other => carried(other),
    };
    sms.params.iter().filter_map(text).collect()
}

/// A parcel's short messages and their receipts, as rows of a witness.
pub(super) fn rows(context: &Context<'_>, parcel: i64) -> Result<Vec<WitnessRow>, LedgerError> {
    let mut rows = Vec::new();
    let sql = "SELECT id, at_us, provider, to_number, decision, IFNULL(code, ''), text FROM sms_sends WHERE parcel = ?1";
    context.each(sql, [parcel], |row| {
        let (id, provider): (i64, String) = (row.get(0)?, row.get(2)?);
        let (to, code): (String, String) = (row.get(3)?, row.get(5)?);
        let decision = match row.get::<_, String>(4)?.as_str() {
            "accepted" => "accepted".to_owned(),
            _ => format!("refused with {}", witness::quoted(&code)),
        };
        let text = witness::quoted(&row.get::<_, String>(6)?);
        let said = format!(
            "short message {text} to {} through {provider}: {decision}",
            witness::quoted(&to)
        );
        rows.push(witness::row(row.get(1)?, format!("sms_sends/{id}"), said));
        Ok(())
    })?;
    Ok(rows)
}
