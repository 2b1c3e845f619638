//! Key words of customers' messages in Indonesian, in lower case.

use super::Words;
use crate::dialogue::Kind;

#[rustfmt::skip] // A table.
pub(super) const WORDS: Words = &[
    (Kind::WhereIsIt, &["di mana", "dimana", "sampai mana"]),
    (Kind::Late, &["terlambat", "telat", "keterlambatan"]),
    (Kind::Lost, &["hilang", "lenyap", "tercecer"]),
    (Kind::Damaged, &["rusak", "pecah", "penyok", "sobek"]),
    (Kind::WrongItem, &["salah barang", "barang yang salah", "salah ukuran", "salah warna", "tidak sesuai pesanan", "kurang satu"]),
    (Kind::Return, &["retur", "kembalikan barang", "mengembalikan barang"]),
    (Kind::Payment, &["pembayaran", "tagihan", "ditagih", "dana saya"]),
    (Kind::NotReceived, &["belum saya terima", "belum menerima", "tidak menerima", "tertulis sudah diterima"]),
    (Kind::Customs, &["bea cukai", "pajak impor", "bea masuk"]),
    (Kind::Silent, &["tidak ada update", "tidak bergerak", "tidak ada kabar", "status sama"]),
    (Kind::OptOut, &["berhenti", "jangan kirim", "stop"]),
];
