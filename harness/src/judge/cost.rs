//! What the delivered template messages would have cost. List prices for illustration, by the customer's country, from
//! practitioners' guides; Meta's price list changes and depends on volume.

use reports::record::Cost;

use crate::checks::Context;
use crate::ledger::open::LedgerError;

/// USD a message; European Union at one price.
const PRICES: [(&str, f64); 30] = [
    ("US", 0.005),
    ("BR", 0.003),
    ("ID", 0.003),
    ("AT", 0.008),
    ("BE", 0.008),
    ("BG", 0.008),
    ("HR", 0.008),
    ("CY", 0.008),
    ("CZ", 0.008),
    ("DE", 0.008),
    ("DK", 0.008),
    ("EE", 0.008),
    ("ES", 0.008),
    ("FI", 0.008),
    ("FR", 0.008),
    ("GR", 0.008),
    ("HU", 0.008),
    ("IE", 0.008),
    ("IT", 0.008),
    ("LT", 0.008),
    ("LU", 0.008),
    ("LV", 0.008),
    ("MT", 0.008),
    ("NL", 0.008),
    ("PL", 0.008),
    ("PT", 0.008),
    ("RO", 0.008),
    ("SE", 0.008),
    ("SI", 0.008),
    ("SK", 0.008),
];
/// Everywhere else.
const ELSEWHERE: f64 = 0.004;

/// Sums the price of every delivered template message.
pub(crate) fn of(context: &Context<'_>) -> Result<Cost, LedgerError> {
    let mut total = 0.0;
    context.each(
        "SELECT p.country, COUNT(*) FROM states t CROSS JOIN sends s ON s.id = t.send CROSS JOIN parcels p ON p.id = s.parcel
         WHERE t.made & 6 <> 0 AND s.kind = 'template' GROUP BY p.country",
        [],
        |row| {
            let (country, count): (String, i64) = (row.get(0)?, row.get(1)?);
            let price = PRICES.iter().find(|(code, _)| *code == country).map_or(ELSEWHERE, |(_, price)| *price);
            total += price * count as f64;
            Ok(())
        },
    )?;
    // Prices have a thousandth of a dollar; more digits are rounding noise.
    Ok(Cost {
        currency: "USD".into(),
        total: (total * 1_000.0).round() / 1_000.0,
    })
}
