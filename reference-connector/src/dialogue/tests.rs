use super::*;

fn check(number: &str, cases: &[(&str, Kind)]) {
    for (text, expected) in cases {
        assert_eq!(kind(text, number), *expected, "{text}");
    }
}

#[test]
fn texts_are_filed_by_the_words_of_the_customers_language() {
    check(
        "5511987654321",
        &[
            ("Olá! Cadê meu pacote LX1?", Kind::WhereIsIt),
            ("São três dias de ATRASO.", Kind::Late),
            ("Meu pedido sumiu!", Kind::Lost),
            ("Veio tudo quebrado 😢", Kind::Damaged),
            ("Mandaram o tamanho errado", Kind::WrongItem),
            ("Como faço a devolução?", Kind::Return),
            ("Fui cobrado duas vezes", Kind::Payment),
            ("Diz entregue e não tenho nada", Kind::NotReceived),
            ("está parado na alfândega", Kind::Customs),
            ("cinco dias sem atualização", Kind::Silent),
            ("PARAR", Kind::OptOut),
            ("Bom dia", Kind::Other),
        ],
    );
    check(
        "4915112345678",
        &[
            ("Wo bleibt meine Bestellung?", Kind::WhereIsIt),
            ("Warum hat sie schon wieder Verspätung?", Kind::Late),
            ("Keine Nachrichten mehr, bitte", Kind::OptOut),
            ("Vielen Dank!", Kind::Other),
        ],
    );
    check(
        "919812345678",
        &[
            ("मेरा पार्सल LX1 कहाँ है?", Kind::WhereIsIt),
            ("पार्सल क्षतिग्रस्त मिला।", Kind::Damaged),
            ("मैसेज बंद करो", Kind::OptOut),
        ],
    );
    check(
        "628111111111",
        &[
            ("paket LX1 dimana kak", Kind::WhereIsIt),
            ("Bea cukai minta dokumen", Kind::Customs),
            ("Terima kasih banyak!", Kind::Other),
        ],
    );
    check(
        "5215512345678",
        &[
            ("¿Por dónde va el pedido?", Kind::WhereIsIt),
            ("aparece como entregado, pero nadie vino", Kind::NotReceived),
            ("BAJA", Kind::OptOut),
        ],
    );
    check(
        "27821234567",
        &[
            ("Where’s my order?", Kind::WhereIsIt),
            ("It says delivered at 10:15", Kind::NotReceived),
            ("Do you also sell gift cards?", Kind::Other),
            ("", Kind::Other),
        ],
    );
}

#[test]
fn people_may_write_in_a_language_of_another_country() {
    check("5511987654321", &[("Where is my parcel?", Kind::WhereIsIt)]);
    check(
        "12015550123",
        &[("¿Dónde está mi paquete?", Kind::WhereIsIt)],
    );
}

#[test]
fn a_text_about_two_things_is_about_the_more_special_one() {
    check(
        "12015550123",
        &[
            ("Where is it? It is late.", Kind::Late),
            ("It is late and now it came broken.", Kind::Damaged),
            ("It is late. Stop writing to me!", Kind::OptOut),
        ],
    );
}

#[test]
fn every_kind_has_words_in_every_language() {
    for words in words::ALL {
        for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Other) {
            let parts: Vec<_> = words.iter().filter(|(of, _)| *of == kind).collect();
            assert!(parts.len() == 1 && !parts[0].1.is_empty(), "{kind:?}");
        }
        let in_lower_case = |part: &&str| part.to_lowercase() == **part;
        assert!(
            words
                .iter()
                .all(|(_, parts)| parts.iter().all(in_lower_case))
        );
    }
}

#[test]
fn the_policys_table_is_kept() {
    let table = [
        (Kind::WhereIsIt, Priority::Medium, Handover::No),
        (Kind::Late, Priority::High, Handover::Yes),
        (Kind::Lost, Priority::Highest, Handover::Yes),
        (Kind::Damaged, Priority::Highest, Handover::Yes),
        (Kind::WrongItem, Priority::High, Handover::Yes),
        (Kind::Return, Priority::Medium, Handover::Yes),
        (Kind::Payment, Priority::High, Handover::Yes),
        (Kind::NotReceived, Priority::Highest, Handover::Yes),
        (Kind::Customs, Priority::High, Handover::Yes),
        (Kind::Silent, Priority::High, Handover::Yes),
        (Kind::OptOut, Priority::Low, Handover::No),
        (Kind::Other, Priority::Low, Handover::No),
    ];
    assert_eq!(table.len(), Kind::ALL.len());
    for (kind, priority, handover) in table {
        let treatment = kind.treatment();
        assert_eq!(
            (treatment.priority, treatment.handover),
            (priority, handover),
            "{kind:?}"
        );
        let answered = treatment.reply == Reply::LastCheckpoint;
        assert_eq!(answered, kind == Kind::WhereIsIt);
    }
}

#[test]
fn an_answer_names_the_parcel_and_where_it_is_in_the_customers_language() {
    use crate::checkpoint::Checkpoint;
    let parcel = Some(("LX1", Checkpoint::OutForDelivery));
    assert_eq!(
        answer("5511", parcel),
        "O seu pacote LX1 saiu para entrega."
    );
    assert_eq!(answer("81", parcel), "Your parcel LX1 is out for delivery.");
    assert!(answer("49", None).contains("Sendungsnummer"));
    assert_eq!(
        goodbye("62811"),
        "Anda tidak akan menerima pesan dari kami lagi."
    );
}
