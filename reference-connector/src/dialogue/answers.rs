//! What the connector writes to customers in their own words: where a parcel is, and goodbye.

use crate::checkpoint::Checkpoint;

/// A language's sentences; `{}` is the tracking number.
struct Sentences {
    language: &'static str,
    exception: &'static str,
    out_for_delivery: &'static str,
    delivered: &'static str,
    /// Nothing is known yet.
    unknown: &'static str,
    goodbye: &'static str,
}

/// The first language is for everybody whose own is not here.
const SENTENCES: [Sentences; 6] = [
    Sentences {
        language: "en",
        exception: "There is a problem with your parcel {}; we are looking into it.",
        out_for_delivery: "Your parcel {} is out for delivery.",
        delivered: "Your parcel {} has been delivered.",
        unknown: "We have no news of your parcel yet. Please tell us its tracking number.",
        goodbye: "You will receive no more messages from us.",
    },
    Sentences {
        language: "pt_BR",
        exception: "Houve um problema com o seu pacote {}; estamos verificando.",
        out_for_delivery: "O seu pacote {} saiu para entrega.",
        delivered: "O seu pacote {} foi entregue.",
        unknown: "Ainda não temos informações do seu pacote. Por favor, envie o código de rastreio.",
        goodbye: "Você não receberá mais mensagens nossas.",
    },
    Sentences {
        language: "es_MX",
        exception: "Hay un problema con su paquete {}; lo estamos revisando.",
        out_for_delivery: "Su paquete {} está en reparto.",
        delivered: "Su paquete {} fue entregado.",
        unknown: "Aún no tenemos información de su paquete. Por favor, envíe el número de guía.",
        goodbye: "No recibirá más mensajes nuestros.",
    },
    Sentences {
        language: "de",
        exception: "Mit Ihrem Paket {} gibt es ein Problem; wir kümmern uns darum.",
        out_for_delivery: "Ihr Paket {} ist in der Zustellung.",
        delivered: "Ihr Paket {} wurde zugestellt.",
        unknown: "Zu Ihrem Paket liegt noch nichts vor. Bitte nennen Sie die Sendungsnummer.",
        goodbye: "Sie bekommen keine Nachrichten mehr von uns.",
    },
    Sentences {
        language: "id",
        exception: "Ada masalah dengan paket {} Anda; sedang kami periksa.",
        out_for_delivery: "Paket {} Anda sedang diantar.",
        delivered: "Paket {} Anda sudah diterima.",
        unknown: "Belum ada kabar tentang paket Anda. Mohon kirim nomor resinya.",
        goodbye: "Anda tidak akan menerima pesan dari kami lagi.",
    },
    Sentences {
        language: "hi",
        exception: "आपके पार्सल {} में एक समस्या आई है; हम देख रहे हैं।",
        out_for_delivery: "आपका पार्सल {} डिलीवरी के लिए निकल चुका है।",
        delivered: "आपका पार्सल {} पहुँचा दिया गया है।",
        unknown: "आपके पार्सल की अभी कोई जानकारी नहीं है। कृपया ट्रैकिंग नंबर भेजिए।",
        goodbye: "अब आपको हमारी ओर से कोई संदेश नहीं मिलेगा।",
    },
];

/// Calling codes and languages; elsewhere English.
const SPOKEN: [(&str, &str); 7] = [
    ("55", "pt_BR"),
    ("351", "pt_BR"),
    ("52", "es_MX"),
    ("34", "es_MX"),
    ("62", "id"),
    ("91", "hi"),
    ("49", "de"),
];

/// Where a parcel is: its number and its last checkpoint, as far as they are known. For somebody with this number.
pub(crate) fn answer(number: &str, parcel: Option<(&str, Checkpoint)>) -> String {
    let sentences = sentences(number);
    let Some((tracking_number, checkpoint)) = parcel else {
        return sentences.unknown.to_owned();
    };
    let sentence = match checkpoint {
        Checkpoint::Delivered => sentences.delivered,
        Checkpoint::OutForDelivery => sentences.out_for_delivery,
        _ => sentences.exception,
    };
    sentence.replace("{}", tracking_number)
}

/// The last words to somebody with this number.
pub(crate) fn goodbye(number: &str) -> &'static str {
    sentences(number).goodbye
}

fn sentences(number: &str) -> &'static Sentences {
    let spoken = SPOKEN.iter().find(|(code, _)| number.starts_with(code));
    let language = spoken.map_or("en", |(_, language)| language);
    let found = SENTENCES.iter().find(|it| it.language == language);
    found.unwrap_or(&SENTENCES[0])
}
