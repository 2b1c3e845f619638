//! Key words of customers' messages in German, in lower case.

use super::Words;
use crate::dialogue::Kind;

#[rustfmt::skip] // A table.
pub(super) const WORDS: Words = &[
    (Kind::WhereIsIt, &["wo ist", "wo bleibt", "wo befindet"]),
    (Kind::Late, &["verspät", "überfällig", "zu spät"]),
    (Kind::Lost, &["verloren", "verschollen", "abhanden"]),
    (Kind::Damaged, &["beschädigt", "kaputt", "zerbrochen", "eingedrückt"]),
    (Kind::WrongItem, &["falschen artikel", "falsche artikel", "falsche größe", "falsche farbe", "nicht, was ich bestellt", "fehlt ein teil"]),
    (Kind::Return, &["zurückschicken", "zurücksenden", "rücksende", "retoure"]),
    (Kind::Payment, &["abgebucht", "zahlung", "erstattung", "rechnung"]),
    (Kind::NotReceived, &["nicht erhalten", "nie erhalten", "als zugestellt", "steht zugestellt"]),
    (Kind::Customs, &["zoll", "einfuhrabgabe", "einfuhrsteuer"]),
    (Kind::Silent, &["keine aktualisierung", "tut sich nichts", "nichts neues", "gleicher status"]),
    (Kind::OptOut, &["stopp", "abmelden", "keine nachrichten mehr", "abbestellen", "keine weiteren nachrichten"]),
];
