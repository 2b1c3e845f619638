//! What can happen to a parcel on its way, as finely as carriers report it.

use crate::parcel::{Checkpoint, Trouble};

/// One thing that can happen on the way. Finer than a checkpoint: carriers report more than anybody notifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Leg {
    /// The label was printed.
    LabelMade,
    /// The first courier has it.
    PickedUp,
    /// Left the country of origin.
    Exported,
    /// Reached the country of destination.
    Landed,
    /// Sorted and moved on.
    Moving,
    /// Shown to customs.
    Customs,
    /// Released by customs.
    CustomsCleared,
    /// The courier of the last mile has it, often under a number of its own.
    HandedOver,
    /// Something is wrong.
    Trouble(Trouble),
    /// On its last way.
    OutForDelivery,
    /// Nobody opened.
    AttemptFailed,
    /// Waits at a shop, a locker or a post office.
    AtPickupPoint,
    /// Handed to the customer.
    Delivered,
    /// Nobody looks any more.
    Expired,
}

impl Leg {
    /// All of them, in the order of a life; troubles come after customs.
    pub const ALL: [Leg; 23] = [
        Leg::LabelMade,
        Leg::PickedUp,
        Leg::Exported,
        Leg::Landed,
        Leg::Moving,
        Leg::Customs,
        Leg::CustomsCleared,
        Leg::Trouble(Trouble::Delay),
        Leg::Trouble(Trouble::CustomsHold),
        Leg::Trouble(Trouble::Damaged),
        Leg::Trouble(Trouble::Lost),
        Leg::Trouble(Trouble::AddressIssue),
        Leg::Trouble(Trouble::Refused),
        Leg::Trouble(Trouble::Returning),
        Leg::Trouble(Trouble::Returned),
        Leg::Trouble(Trouble::Cancelled),
        Leg::Trouble(Trouble::Other),
        Leg::HandedOver,
        Leg::OutForDelivery,
        Leg::AttemptFailed,
        Leg::AtPickupPoint,
        Leg::Delivered,
        Leg::Expired,
    ];

    /// Where the parcel is then.
    pub fn checkpoint(self) -> Checkpoint {
        match self {
            Leg::LabelMade => Checkpoint::InfoReceived,
            Leg::PickedUp | Leg::Exported | Leg::Landed | Leg::Moving | Leg::HandedOver => {
                Checkpoint::InTransit
            }
            Leg::Customs | Leg::CustomsCleared => Checkpoint::Customs,
            Leg::Trouble(_) => Checkpoint::Exception,
            Leg::OutForDelivery => Checkpoint::OutForDelivery,
            Leg::AttemptFailed => Checkpoint::AttemptFailed,
            Leg::AtPickupPoint => Checkpoint::AvailableForPickup,
            Leg::Delivered => Checkpoint::Delivered,
            Leg::Expired => Checkpoint::Expired,
        }
    }

    /// The word in tables.
    pub fn word(self) -> &'static str {
        match self {
            Leg::LabelMade => "label_made",
            Leg::PickedUp => "picked_up",
            Leg::Exported => "exported",
            Leg::Landed => "landed",
            Leg::Moving => "moving",
            Leg::Customs => "customs",
            Leg::CustomsCleared => "customs_cleared",
            Leg::HandedOver => "handed_over",
            Leg::Trouble(trouble) => trouble.word(),
            Leg::OutForDelivery => "out_for_delivery",
            Leg::AttemptFailed => "attempt_failed",
            Leg::AtPickupPoint => "at_pickup_point",
            Leg::Delivered => "delivered",
            Leg::Expired => "expired",
        }
    }

    /// What an English-speaking courier writes.
    pub(in crate::carriers) fn english(self) -> &'static str {
        match self {
            Leg::LabelMade => "Shipment information received",
            Leg::PickedUp => "Picked up by carrier",
            Leg::Exported => "Departed from country of origin",
            Leg::Landed => "Arrived at destination country",
            Leg::Moving => "Arrived at sorting facility",
            Leg::Customs => "Customs clearance in progress",
            Leg::CustomsCleared => "Customs clearance completed",
            Leg::HandedOver => "Handed over to the local courier",
            Leg::Trouble(trouble) => words_of(trouble),
            Leg::OutForDelivery => "Out for delivery",
            Leg::AttemptFailed => "Delivery attempted, recipient not available",
            Leg::AtPickupPoint => "Ready for collection at the pickup point",
            Leg::Delivered => "Delivered",
            Leg::Expired => "No information for a long time, tracking ended",
        }
    }

    /// What a Chinese courier writes.
    pub(in crate::carriers) fn chinese(self) -> &'static str {
        match self {
            Leg::LabelMade => "快件信息已录入",
            Leg::PickedUp => "顺丰速运 已收取快件",
            Leg::Exported => "快件已离开始发国家",
            Leg::Landed => "快件已到达目的国家",
            Leg::Moving => "快件到达集散中心",
            Leg::Customs => "快件清关中",
            Leg::CustomsCleared => "快件清关完成",
            Leg::HandedOver => "快件已转交末端派送商",
            Leg::Trouble(trouble) => chinese_words_of(trouble),
            Leg::OutForDelivery => "正在派送途中，请您准备签收",
            Leg::AttemptFailed => "派送不成功，收件人不在",
            Leg::AtPickupPoint => "快件已到达自提点，请及时领取",
            Leg::Delivered => "已签收，感谢使用",
            Leg::Expired => "长时间无轨迹更新",
        }
    }
}

fn words_of(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Delay => "Delayed due to circumstances beyond our control",
        Trouble::CustomsHold => "Held by customs, documents are required from the recipient",
        Trouble::Damaged => "Package damaged",
        Trouble::Lost => "Package reported lost",
        Trouble::AddressIssue => "Address incomplete, delivery not possible",
        Trouble::Refused => "Refused by recipient",
        Trouble::Returning => "Returning to sender",
        Trouble::Returned => "Returned to sender",
        Trouble::Cancelled => "Shipment cancelled by sender",
        Trouble::Other => "Shipment exception",
    }
}

fn chinese_words_of(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Delay => "快件延误，请耐心等待",
        Trouble::CustomsHold => "海关查验，需收件人提供资料",
        Trouble::Damaged => "快件破损",
        Trouble::Lost => "快件遗失，正在查找",
        Trouble::AddressIssue => "地址不详，无法派送",
        Trouble::Refused => "收件人拒收",
        Trouble::Returning => "快件退回中",
        Trouble::Returned => "快件已退回寄件人",
        Trouble::Cancelled => "寄件人取消寄件",
        Trouble::Other => "快件异常",
    }
}
