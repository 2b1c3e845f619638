//! The pure core without a wire: what one decision about a send costs, and one signed notice.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use simulator::carriers::life::LifeKind;
use simulator::carriers::magic_number;
use simulator::carriers::query::{Api, Asked};
use simulator::carriers::{self, Carrier, Manner, Notice};
use simulator::chance::Chance;
use simulator::clock::Moment;
use simulator::parcel::Checkpoint;
use simulator::population::{Population, PopulationSettings};
use simulator::settings::{Account, App, Handsets, PhoneNumber, Settings};
use simulator::template::Template;
use simulator::tracking_number::CHINA_POST_PACKET;
use simulator::world::{CarrierSettings, HeaderLookup, Request, World, carrier_secret};

const NOW: Moment = Moment::from_unix_s(1_760_000_000);
const TOKEN: &str = "SHAKEDOWN-bench";

fn world() -> World {
    let body = "Your parcel {{1}} with {{2}} arrives on {{3}}.".to_owned();
    let template = Template::utility("1".to_owned(), "parcel_delivered", "pt_BR", body);
    let settings = Settings {
        seed: 42,
        graph: simulator::settings::GraphSettings::default(),
        app: App {
            id: simulator::settings::APP_ID.to_owned(),
            secret: "bench".to_owned(),
            access_token: TOKEN.to_owned(),
            verify_token: "bench".to_owned(),
            callback_url: None,
            version: 24,

            needs_proof: false,
        },
        accounts: vec![Account {
            id: "102290129340398".to_owned(),
            numbers: vec![PhoneNumber {
                id: "106540352242922".to_owned(),
                display: "15550783881".to_owned(),
                verified_name: "Seller 1".to_owned(),
            }],
            templates: vec![template],
        }],
        handsets: Handsets {
            read_share: 1.0,
            ..Handsets::default()
        },
        throughput_mps: 1_000_000,
        pair_limit: false,
        faults: Vec::new(),
        forged_statuses: 0.0,
        sms: simulator::sms::SmsSettings::default(),
    };
    World::new(settings, NOW)
}

fn body(template: &str) -> String {
    let texts = ["LX473124829CN", "China Post", "2026-11-25"]
        .map(|text| format!(r#"{{"type":"text","text":"{text}"}}"#));
    format!(
        r#"{{"messaging_product":"whatsapp","recipient_type":"individual","to":"5511987654321","type":"template","template":{{"name":"{template}","language":{{"code":"pt_BR"}},"components":[{{"type":"body","parameters":[{}]}}]}},"biz_opaque_callback_data":"LX473124829CN:delivered"}}"#,
        texts.join(",")
    )
}

/// Time goes on by a microsecond a send, so that the number's throughput never runs out.
fn decide(criterion: &mut Criterion, name: &str, template: &str) {
    let (world, body) = (world(), body(template));
    let authorization = format!("Bearer {TOKEN}");
    let mut passed = 0;
    criterion.bench_function(name, |bencher| {
        bencher.iter(|| {
            passed += 1;
            let request = Request {
                authorization: Some(&authorization),
                ..Request::new("POST", "/v23.0/106540352242922/messages").json(body.as_bytes())
            };
            let now = NOW.after(Duration::from_micros(passed));
            black_box(world.handle(now, black_box(&request)))
        });
    });
}

fn sends(criterion: &mut Criterion) {
    decide(
        criterion,
        "send accepted, three statuses",
        "parcel_delivered",
    );
    decide(criterion, "send refused, no such template", "parcel_lost");
}

fn notices(criterion: &mut Criterion) {
    let settings = PopulationSettings {
        carriers: Carrier::ALL
            .into_iter()
            .map(|carrier| (carrier, 1.0))
            .collect(),
        countries: [("BR".to_owned(), 1.0)].into(),
        sellers: 1,
        repeat_recipients: 0.0,
        undeliverable: 0.0,
        refused: 0.0,
        base: NOW,
    };
    let population = Population::new(Chance::new(42), settings).expect("good settings");
    criterion.bench_function("parcel from its index", |bencher| {
        bencher.iter(|| black_box(population.parcel(black_box(4_711))));
    });
    for carrier in Carrier::ALL {
        let parcel = (0..)
            .map(|index| population.parcel(index))
            .find(|parcel| parcel.carrier == carrier)
            .expect("each carrier has parcels");
        let notice = Notice {
            parcel: &parcel,
            checkpoint: Checkpoint::Delivered,
            at: NOW,
            oddity: None,
            forgery: None,
        };
        criterion.bench_function(
            &format!("notice rendered and signed, {}", carrier.word()),
            |bencher| {
                bencher.iter(|| black_box(carriers::render(black_box(&notice), "secret")));
            },
        );
    }
}

/// A notice of which the world takes note, and a question about it.
fn questions(criterion: &mut Criterion) {
    let world = world();
    let settings = CarrierSettings {
        unlimited: true,
        ..CarrierSettings::default()
    };
    world.carriers_are(settings);
    let number = magic_number::number(CHINA_POST_PACKET, LifeKind::Lost, 1);
    let (parcel, _) = world.parcels().made(&number, "BR").expect("a magic number");
    let notice = Notice {
        parcel: &parcel,
        checkpoint: Checkpoint::Delivered,
        at: NOW,
        oddity: None,
        forgery: None,
    };
    criterion.bench_function(
        "notice that the world takes note of, aftership",
        |bencher| {
            bencher.iter(|| {
                black_box(world.carrier_notice(black_box(&notice), Manner::default(), "secret"))
            });
        },
    );
    let key = carrier_secret(Api::Yanwen.word(), 42);
    let headers = Authorization(key);
    let asked = Asked {
        now: NOW,
        method: "GET",
        path: "/api/tracking",
        query: "nums=UZ050000011YP",
        headers: &headers,
        body: &[],
        base: "",
        request_id: "1",
    };
    criterion.bench_function("question answered, yanwen", |bencher| {
        bencher.iter(|| black_box(world.ask_carrier(Api::Yanwen, black_box(&asked))));
    });
}

#[derive(Debug)]
struct Authorization(String);

impl HeaderLookup for Authorization {
    fn get(&self, name: &str) -> Option<&str> {
        (name == "authorization").then_some(&self.0)
    }
}

criterion_group!(core, sends, notices, questions);
criterion_main!(core);
