//! Key words of customers' messages in Spanish, in lower case.

use super::Words;
use crate::dialogue::Kind;

#[rustfmt::skip] // A table.
pub(super) const WORDS: Words = &[
    (Kind::WhereIsIt, &["dónde está", "por dónde va", "paradero"]),
    (Kind::Late, &["retras", "demora", "ya debería haber llegado"]),
    (Kind::Lost, &["perdid", "se perdió", "extravi", "desapareci"]),
    (Kind::Damaged, &["dañad", "quebrad", "aplastad", "hecho pedazos"]),
    (Kind::WrongItem, &["artículo equivocado", "producto equivocado", "talla equivocada", "no es lo que pedí", "falta una pieza"]),
    (Kind::Return, &["devolver", "devolución"]),
    (Kind::Payment, &["cobraron", "cobro", "pago", "reembolso"]),
    (Kind::NotReceived, &["no lo recibí", "no he recibido", "aparece como entregado", "dice entregado"]),
    (Kind::Customs, &["aduana", "impuesto de importación", "arancel"]),
    (Kind::Silent, &["sin actualiz", "no se actualiza", "sin noticias", "mismo estatus"]),
    (Kind::OptOut, &["baja", "no quiero recibir mensajes", "dejen de", "suscripción", "alto"]),
];
