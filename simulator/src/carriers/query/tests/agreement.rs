use super::*;
use crate::carriers::Manner;
use serde_json::json;

/// What an API answers about a pushed parcel, next to what the push said of it.
fn both(carrier: Carrier, checkpoint: Checkpoint) -> (Value, Value) {
    let mut street = Street::new();
    let (parcel, said) = pushed(&street, carrier, checkpoint);
    let number = parcel.tracking_number.as_str();
    let slug = parcel.courier.slug;
    let (status, mut answer) = match carrier {
        Carrier::AfterShip => {
            let id = said["msg"]["id"].as_str().unwrap();
            street.get(Api::AfterShip, &format!("/tracking/2025-07/trackings/{id}"))
        }
        Carrier::SeventeenTrack => street.post(
            Api::SeventeenTrack,
            "/track/v2.4/gettrackinfo",
            json!([{ "number": number }]),
        ),
        Carrier::YunExpress => street.get(
            Api::YunExpress,
            &format!("/v1/track-service/info/get?order_number={number}"),
        ),
        Carrier::ShipEngine => street.get(
            Api::ShipEngine,
            &format!("/v1/tracking?carrier_code={slug}&tracking_number={number}"),
        ),
        Carrier::DhlUnified => street.get(
            Api::DhlUnified,
            &format!("/track/shipments?trackingNumber={number}"),
        ),
        Carrier::FedEx => {
            let info =
                json!({ "trackingInfo": [{ "trackingNumberInfo": { "trackingNumber": number } }] });
            street.post(Api::FedEx, "/track/v1/trackingnumbers", info)
        }
        Carrier::EasyPost => {
            let id = said["result"]["id"].as_str().unwrap();
            street.get(Api::EasyPost, &format!("/v2/trackers/{id}"))
        }
        Carrier::Shippo => street.get(Api::Shippo, &format!("/tracks/{slug}/{number}/")),
        other => panic!("{other:?} is not compared"),
    };
    assert_eq!(status, 200, "{carrier:?}: {answer}");
    match carrier {
        Carrier::AfterShip => (answer["data"].take(), said["msg"].clone()),
        Carrier::SeventeenTrack => (answer["data"]["accepted"][0].take(), said["data"].clone()),
        Carrier::YunExpress => (
            answer["result"][0]["track_Info"].take(),
            said["data"].clone(),
        ),
        Carrier::ShipEngine | Carrier::Shippo => (answer, said["data"].clone()),
        Carrier::DhlUnified => (answer, said),
        Carrier::FedEx => (answer["output"].take(), said["output"].clone()),
        _ => (answer, said["result"].clone()),
    }
}

#[test]
fn an_answer_is_what_the_push_said_in_the_same_words() {
    for carrier in [
        Carrier::AfterShip,
        Carrier::SeventeenTrack,
        Carrier::YunExpress,
        Carrier::ShipEngine,
        Carrier::DhlUnified,
        Carrier::FedEx,
        Carrier::EasyPost,
        Carrier::Shippo,
    ] {
        for checkpoint in [
            Checkpoint::InTransit,
            Checkpoint::Exception,
            Checkpoint::Delivered,
        ] {
            let (answer, said) = both(carrier, checkpoint);
            assert_eq!(answer, said, "{carrier:?} {checkpoint:?}");
        }
    }
}

#[test]
fn what_a_pointer_points_to_is_there_once_it_was_pushed_and_says_its_checkpoint() {
    let mut street = Street::new();
    let parcel = drawn(Carrier::ShipStation).remove(0);
    street
        .parcels
        .pushed(&parcel, Checkpoint::OutForDelivery, NOW);
    let told = |street: &mut Street, checkpoint: Checkpoint| {
        let id = crate::carriers::ship_station::Pointer {
            parcel: parcel.index,
            checkpoint,
        }
        .id();
        let target = format!("/shipments?batchId={id}&includeShipmentItems=False");
        let (status, page) = street.get(Api::ShipStation, &target);
        assert_eq!(status, 200);
        page["shipments"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["trackingStatus"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        told(&mut street, Checkpoint::OutForDelivery),
        ["out_for_delivery"]
    );
    assert_eq!(told(&mut street, Checkpoint::InTransit), ["in_transit"]);
    assert_eq!(told(&mut street, Checkpoint::Delivered), [""; 0]);
}

#[test]
fn yanwen_and_4px_tell_of_their_parcels_whoever_pushes_them() {
    let mut street = Street::new();
    for (courier, api) in [("Yanwen", Api::Yanwen), ("4PX", Api::FourPx)] {
        for carrier in [Carrier::AfterShip, Carrier::SeventeenTrack] {
            let mut all = drawn(carrier);
            all.retain(|parcel| parcel.courier.name == courier);
            let parcel = all.remove(0);
            street.parcels.pushed(&parcel, Checkpoint::Delivered, NOW);
            let number = &parcel.tracking_number;
            match api {
                Api::Yanwen => {
                    let (status, body) =
                        street.get(api, &format!("/api/tracking?nums={number},XX"));
                    let result = &body["result"];
                    assert_eq!(
                        (status, &result[0]["tracking_status"]),
                        (200, &json!("LM40"))
                    );
                    assert_eq!(result[1]["tracking_status"], "NOTFOUND");
                    let order = result[0]["checkpoints"].as_array().unwrap();
                    // Out of the order of time, as in Yanwen's own sample.
                    assert_eq!(order[0]["tracking_status"], "LM25");
                    assert_eq!(order[1]["tracking_status"], "LM40");
                }
                _ => {
                    let (status, body) = street.post(
                        api,
                        "/router/api/service",
                        json!({ "deliveryOrderNo": number }),
                    );
                    let list = &body["data"]["trackingList"];
                    assert_eq!((status, &body["result"]), (200, &json!("1")), "{body}");
                    assert_eq!(list[0]["businessLinkCode"], "FPX_S_OK");
                }
            }
        }
    }
}

#[test]
fn ups_tells_every_activity_and_yunexpress_has_its_api_before() {
    let mut street = Street::new();
    let (parcel, said) = pushed(&street, Carrier::Ups, Checkpoint::Delivered);
    let (status, body) = street.get(
        Api::Ups,
        &format!("/api/track/v1/details/{}", parcel.tracking_number),
    );
    let newest = &body["trackResponse"]["shipment"][0]["package"][0]["activity"][0];
    assert_eq!(
        (status, &newest["status"]["code"]),
        (200, &said["activityStatus"]["code"])
    );
    assert_eq!(newest["gmtDate"], said["gmtActivityDate"]);
    let (parcel, _) = pushed(&street, Carrier::YunExpress, Checkpoint::Delivered);
    for verb in ["GetTrackInfo", "GetTrackAllInfo"] {
        let target = format!(
            "/api/Tracking/{verb}?OrderNumber={}",
            parcel.tracking_number
        );
        let (status, body) = street.get(Api::YunExpress, &target);
        assert_eq!(
            (status, &body["Code"], &body["Item"]["PackageState"]),
            (200, &json!("0000"), &json!(3))
        );
    }
}

#[test]
fn the_world_points_to_itself_and_remembers_what_it_pushed() {
    use crate::world::{CarrierSettings, World, asked_api};
    let world = World::new(crate::server::stand::settings(None), NOW);
    world.carriers_are(CarrierSettings::default());
    world.carriers_at("http://127.0.0.1:4800/carriers".to_owned());
    let parcel = drawn(Carrier::ShipStation).remove(0);
    let notice = Notice {
        parcel: &parcel,
        checkpoint: Checkpoint::Delivered,
        at: NOW,
        oddity: None,
        forgery: Some(crate::signature::Forgery::NoHeader),
    };
    world.carrier_notice(&notice, Manner::default(), SECRET);
    assert_eq!(world.parcels().told(&parcel.tracking_number), None);
    let notice = Notice {
        forgery: None,
        ..notice
    };
    let rendered = world.carrier_notice(&notice, Manner::default(), SECRET);
    let said: Value = serde_json::from_slice(&rendered.body).unwrap();
    let url = said["resource_url"].as_str().unwrap();
    let path = url.strip_prefix("http://127.0.0.1:4800").unwrap();
    assert_eq!(asked_api(path), Some(Some(Api::ShipStation)));
    assert!(url.len() <= 200);
    let known = world.parcels().told(&parcel.tracking_number).unwrap();
    assert_eq!(known.checkpoint, Checkpoint::Delivered);
    world.reset();
    assert_eq!(world.parcels().told(&parcel.tracking_number), None);
}
