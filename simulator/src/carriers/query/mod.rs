//! The carriers' query APIs: what a carrier answers who is asked where a parcel is.
//!
//! An API is a [`Sheet`] (data) and three functions, in one file each: who may ask, what is answered, and how a refusal
//! looks. Nothing here does I/O, reads a clock or draws: the same request at the same moment, with the same parcels
//! known and the same asked before, has the same answer. An answer is told by the same renderer as the push, so both
//! always agree.

mod aftership;
mod answered;
mod asked;
mod desk;
mod dhl_unified;
mod easy_post;
mod fedex;
mod four_px;
mod grant;
mod seventeen_track;
mod sheet;
mod ship_engine;
mod ship_station;
mod shippo;
mod told;
mod ups;
mod window;
mod yanwen;
mod yun_express;

pub use answered::{Answered, Kind, Refused};
pub use asked::Asked;
pub use desk::{Desk, State};
pub use sheet::{Limit, Sheet};

/// An API that can be asked. One file each; this is the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Api {
    /// AfterShip's tracking API.
    AfterShip,
    /// 17TRACK, v2.2 and v2.4.
    SeventeenTrack,
    /// YunExpress, the new API and the one before.
    YunExpress,
    /// ShipStation's first API: what pointers point to.
    ShipStation,
    /// ShipEngine: tracking, and the keys of its webhooks.
    ShipEngine,
    /// DHL Unified.
    DhlUnified,
    /// FedEx Track.
    FedEx,
    /// UPS Tracking.
    Ups,
    /// EasyPost trackers.
    EasyPost,
    /// Shippo tracks.
    Shippo,
    /// Yanwen, which pushes nothing.
    Yanwen,
    /// 4PX, of which no push is known.
    FourPx,
}

/// An API: its rules, and how it answers.
struct Service {
    sheet: Sheet,
    /// Who may ask. Paths that anybody may ask for are let through.
    authorized: fn(&Asked<'_>, &Desk<'_>) -> Result<(), Refused>,
    answer: fn(&Asked<'_>, &mut Desk<'_>) -> Result<Answered, Refused>,
    /// A refusal in the API's own words.
    refusal: fn(&Asked<'_>, &Refused) -> Answered,
}

impl Api {
    /// All of them.
    pub const ALL: [Api; 12] = [
        Api::AfterShip,
        Api::SeventeenTrack,
        Api::YunExpress,
        Api::ShipStation,
        Api::ShipEngine,
        Api::DhlUnified,
        Api::FedEx,
        Api::Ups,
        Api::EasyPost,
        Api::Shippo,
        Api::Yanwen,
        Api::FourPx,
    ];

    /// The word in its path, and of its secret: that of the carrier where it pushes, too.
    pub fn word(self) -> &'static str {
        self.sheet().word
    }

    /// The API with this word.
    pub fn parse(word: &str) -> Option<Api> {
        Api::ALL.into_iter().find(|api| api.word() == word)
    }

    /// Its rules, and where they are from.
    pub fn sheet(self) -> &'static Sheet {
        &self.service().sheet
    }

    fn service(self) -> &'static Service {
        match self {
            Api::AfterShip => &aftership::SERVICE,
            Api::SeventeenTrack => &seventeen_track::SERVICE,
            Api::YunExpress => &yun_express::SERVICE,
            Api::ShipStation => &ship_station::SERVICE,
            Api::ShipEngine => &ship_engine::SERVICE,
            Api::DhlUnified => &dhl_unified::SERVICE,
            Api::FedEx => &fedex::SERVICE,
            Api::Ups => &ups::SERVICE,
            Api::EasyPost => &easy_post::SERVICE,
            Api::Shippo => &shippo::SERVICE,
            Api::Yanwen => &yanwen::SERVICE,
            Api::FourPx => &four_px::SERVICE,
        }
    }

    /// Answers a request.
    pub fn answer(self, asked: &Asked<'_>, desk: &mut Desk<'_>) -> Answered {
        let service = self.service();
        let open = (service.sheet.open)(asked.path);
        if !open && let Err(refused) = (service.authorized)(asked, desk) {
            return self.refuse(asked, refused);
        }
        let limit = match desk.limit(&service.sheet) {
            Some(limit) if !open => limit,
            _ => return self.unmetered(asked, desk),
        };
        let standing = desk.state.window.admit(asked.now, limit);
        let mut answered = if standing.admitted {
            self.unmetered(asked, desk)
        } else {
            let rule = format!("{} requests in {} s", limit.requests, limit.per.as_secs());
            let wait = standing.wait_s();
            let refused = Refused::new(Kind::TooManyRequests, rule)
                .nearest(format!("the same request after {wait} s"))
                .wait(wait);
            self.refuse(asked, refused)
        };
        let told = (service.sheet.limit_headers)(asked, &standing, limit);
        answered.headers.extend(told);
        answered
    }

    fn unmetered(self, asked: &Asked<'_>, desk: &mut Desk<'_>) -> Answered {
        match (self.service().answer)(asked, desk) {
            Ok(answered) => answered,
            Err(refused) => self.refuse(asked, refused),
        }
    }

    /// A refusal in its own words; also for what the rim refuses.
    pub fn refuse(self, asked: &Asked<'_>, refused: Refused) -> Answered {
        let mut answered = (self.service().refusal)(asked, &refused);
        if answered.numbers.is_empty() {
            answered.numbers.clone_from(&refused.numbers);
        }
        answered.refused = Some(refused);
        answered
    }
}

#[cfg(test)]
mod tests;
