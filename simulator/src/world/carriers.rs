//! The carriers' desks: where a connector asks what it was not told, or not told whole.
//!
//! Each API has its own state and its own lock. The world knows its parcels, so an answer and a push agree.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};

use super::{World, lock};
use crate::carriers::query::{Answered, Api, Asked, Desk, Kind, Refused, State};
use crate::carriers::{self, Carrier, Manner, Notice, Rendered};
use crate::chance::index_of;
use crate::clock::Moment;
use crate::cloud_api::answer::fbtrace_id;
use crate::observation::{CarrierQuery, Observation, Rejection};
use crate::parcels::Parcels;

/// What the paths of all query APIs begin with.
pub const CARRIERS: &str = "/carriers";
/// Characters of a request that a fact keeps.
const REQUEST_CHARS_MAX: usize = 300;
/// Trace ids of the carriers' refusals must not meet those of the world's, of answers, nor of the rim's.
const TRACES_FROM: u64 = 1 << 57;

/// What is tunable about the carriers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CarrierSettings {
    /// What a client has to know, by the API's word; one that is missing follows from the seed.
    pub secrets: BTreeMap<String, String>,
    /// Requests in an API's window where it is not the vendor's number, by the API's word; 0: as many as wanted.
    pub requests: BTreeMap<String, u32>,
    /// No limits at all, whatever `requests` says.
    pub unlimited: bool,
}

/// All desks.
#[derive(Debug)]
pub(crate) struct CarrierDesks {
    seed: u64,
    pub(crate) parcels: Parcels,
    settings: OnceLock<CarrierSettings>,
    url: OnceLock<String>,
    secrets: OnceLock<BTreeMap<Api, String>>,
    states: Vec<Mutex<State>>,
}

impl CarrierDesks {
    pub(super) fn new(seed: u64, started: Moment) -> CarrierDesks {
        CarrierDesks {
            seed,
            parcels: Parcels::new(seed, started),
            settings: OnceLock::new(),
            url: OnceLock::new(),
            secrets: OnceLock::new(),
            states: Api::ALL.iter().map(|_| Mutex::default()).collect(),
        }
    }

    pub(super) fn clear(&self) {
        self.parcels.forget();
        for state in &self.states {
            *lock(state) = State::default();
        }
    }

    fn settings(&self) -> &CarrierSettings {
        self.settings.get_or_init(CarrierSettings::default)
    }

    fn secret(&self, api: Api) -> &str {
        let all = self.secrets.get_or_init(|| {
            let stated = &self.settings().secrets;
            let of = |api: Api| {
                let stated = stated.get(api.word()).cloned();
                stated.unwrap_or_else(|| carrier_secret(api.word(), self.seed))
            };
            Api::ALL.into_iter().map(|api| (api, of(api))).collect()
        });
        all.get(&api).map_or("", String::as_str)
    }
}

/// The secret that a carrier's word has with a seed, where none is stated.
pub fn carrier_secret(word: &str, seed: u64) -> String {
    format!("{:016x}", index_of(&format!("{word}/{seed}")))
}

/// The API that a path of the data plane belongs to; `Some(None)` for a path of the carriers' with no known word.
pub fn asked_api(path: &str) -> Option<Option<Api>> {
    let rest = path.strip_prefix(CARRIERS)?.strip_prefix('/')?;
    let word = rest.split('/').next().unwrap_or(rest);
    Some(Api::parse(word))
}

impl World {
    /// Settles what is tunable; before the first question, and once.
    pub fn carriers_are(&self, settings: CarrierSettings) {
        let _ = self.desks.settings.set(settings);
    }

    /// Where the query APIs are, such as `http://127.0.0.1:4800/carriers`: pushes that point somewhere point there. The
    /// first one that is given stays.
    pub fn carriers_at(&self, url: String) {
        let _ = self.desks.url.set(url);
    }

    /// The world's parcels.
    pub fn parcels(&self) -> &Parcels {
        &self.desks.parcels
    }

    /// A notice as its carrier writes it, in this manner; whoever asks the carrier from now on hears the same. What is
    /// forged is no carrier's, and is not remembered.
    pub fn carrier_notice(
        &self,
        notice: &Notice<'_>,
        manner: Manner<'_>,
        secret: &str,
    ) -> Rendered {
        if notice.forgery.is_none() {
            self.desks
                .parcels
                .pushed(notice.parcel, notice.checkpoint, notice.at);
        }
        self.carrier_notice_unheard(notice, manner, secret)
    }

    /// The same without remembering it.
    pub(crate) fn carrier_notice_unheard(
        &self,
        notice: &Notice<'_>,
        manner: Manner<'_>,
        secret: &str,
    ) -> Rendered {
        let carrier = notice.parcel.carrier;
        let points = matches!(carrier, Carrier::ShipStation | Carrier::ShipEngine);
        let own = self.desks.url.get().filter(|_| points);
        let own = own.map(|url| format!("{url}/{}", carrier.word()));
        let manner = Manner {
            api_url: own.as_deref(),
            ..manner
        };
        carriers::render_in(notice, &manner, secret)
    }

    /// Answers a request to a carrier's query API.
    pub fn ask_carrier(&self, api: Api, asked: &Asked<'_>) -> Answered {
        let settings = self.desks.settings();
        let requests = settings.requests.get(api.word()).copied();
        let place = Api::ALL.iter().position(|known| *known == api);
        let state = &self.desks.states[place.unwrap_or(0)];
        let mut state = lock(state);
        let mut desk = Desk {
            parcels: &self.desks.parcels,
            secret: self.desks.secret(api),
            requests: if settings.unlimited {
                Some(0)
            } else {
                requests
            },
            state: &mut state,
        };
        api.answer(asked, &mut desk)
    }

    /// The secret of an API, for keys that are made of it.
    pub fn carrier_secret(&self, api: Api) -> &str {
        self.desks.secret(api)
    }

    /// A name for the request with this number: refusals are explained by it.
    pub fn carrier_request_id(&self, number: u64) -> String {
        fbtrace_id(self.chance.seed(), TRACES_FROM + number)
    }

    /// What is on record of a question.
    pub fn carrier_facts(
        &self,
        api: Api,
        asked: &Asked<'_>,
        answered: &Answered,
    ) -> Vec<Observation> {
        let query = if asked.query.is_empty() { "" } else { "?" };
        let request = [
            asked.method,
            " ",
            CARRIERS,
            "/",
            api.word(),
            asked.path,
            query,
            asked.query,
        ];
        let request: String = request.concat().chars().take(REQUEST_CHARS_MAX).collect();
        let refused = answered.refused.as_ref();
        let mut facts = vec![Observation::CarrierAsked(Box::new(CarrierQuery {
            api: api.word(),
            at: asked.now,
            request: request.clone(),
            numbers: answered.numbers.clone(),
            http_status: answered.status,
            refused: refused.map_or("", |refused| refused.kind.word()),
        }))];
        if let Some(refused) = refused {
            facts.push(Observation::Rejected(Box::new(Rejection {
                fbtrace_id: asked.request_id.to_owned(),
                at_unix_s: asked.now.unix_s(),
                request,
                code: u32::from(answered.status),
                rule: refused.rule.to_string(),
                field: refused.field.to_string(),
                got: refused.got.to_string(),
                nearest: refused.nearest.to_string(),
            })));
        }
        facts
    }

    /// The answer to a request that came upon a mistake of ours.
    pub fn carrier_mistake(api: Api, asked: &Asked<'_>) -> Answered {
        let rule = "a mistake of the simulator's: it panicked at this request, and standard error says where";
        let refused =
            Refused::unavailable(rule).nearest("please report it together with the request");
        debug_assert_eq!(refused.kind, Kind::Unavailable);
        api.refuse(asked, refused)
    }
}
