//! Key words of customers' messages in Portuguese, in lower case.

use super::Words;
use crate::dialogue::Kind;

#[rustfmt::skip] // A table.
pub(super) const WORDS: Words = &[
    (Kind::WhereIsIt, &["onde está", "cadê", "por onde anda"]),
    (Kind::Late, &["atrasad", "atraso", "já deveria ter chegado"]),
    (Kind::Lost, &["perdid", "extravi", "sumiu"]),
    (Kind::Damaged, &["danificad", "quebrad", "amassad", "rasgad"]),
    (Kind::WrongItem, &["item errado", "produto errado", "tamanho errado", "não é o que comprei", "faltou uma peça"]),
    (Kind::Return, &["devolver", "devolução"]),
    (Kind::Payment, &["cobrad", "cobrança", "pagamento", "reembolso"]),
    (Kind::NotReceived, &["não recebi", "consta como entregue", "diz entregue"]),
    (Kind::Customs, &["alfândega", "taxa de importação", "receita federal"]),
    (Kind::Silent, &["sem atualização", "não atualiza", "sem novidade", "mesmo status"]),
    (Kind::OptOut, &["parar", "pare de", "não quero mais mensagens", "descadastr", "sair da lista"]),
];
