//! Key words of customers' messages in Hindi, in lower case.

use super::Words;
use crate::dialogue::Kind;

#[rustfmt::skip] // A table.
pub(super) const WORDS: Words = &[
    (Kind::WhereIsIt, &["कहाँ", "किधर"]),
    (Kind::Late, &["देर", "विलंब", "लेट"]),
    (Kind::Lost, &["खो गया", "गुम", "लापता"]),
    (Kind::Damaged, &["टूट", "क्षतिग्रस्त", "फटा", "पिचक"]),
    (Kind::WrongItem, &["गलत सामान", "गलत साइज", "गलत रंग", "जो मंगाया था वह", "एक चीज़ कम"]),
    (Kind::Return, &["वापस करना", "वापसी", "लौटाना"]),
    (Kind::Payment, &["भुगतान", "पैसे कट", "रिफंड", "इनवॉइस"]),
    (Kind::NotReceived, &["मुझे नहीं मिला", "प्राप्त नहीं", "डिलीवर दिखा"]),
    (Kind::Customs, &["कस्टम", "सीमा शुल्क", "आयात शुल्क"]),
    (Kind::Silent, &["कोई अपडेट नहीं", "कोई खबर नहीं", "वही स्थिति", "आगे नहीं बढ़"]),
    (Kind::OptOut, &["बंद कर", "मत भेज", "सदस्यता"]),
];
