//! The hosts that are never talked to: real providers, metadata services, and addresses that are no machine.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::EgressError;

/// A provider's domain and every name below it.
const PROVIDERS: [(&str, &str); 24] = [
    ("facebook.com", "Meta"),
    ("whatsapp.com", "Meta"),
    ("whatsapp.net", "Meta"),
    ("fbsbx.com", "Meta"),
    ("fbcdn.net", "Meta"),
    ("aliyuncs.com", "Aliyun"),
    ("twilio.com", "Twilio"),
    ("aftership.com", "AfterShip"),
    ("shipstation.com", "ShipStation"),
    ("shipengine.com", "ShipEngine"),
    ("17track.net", "17TRACK"),
    ("yw56.com.cn", "Yanwen"),
    ("4px.com", "4PX"),
    ("dhl.com", "DHL"),
    ("fedex.com", "FedEx"),
    ("ups.com", "UPS"),
    ("easypost.com", "EasyPost"),
    ("goshippo.com", "Shippo"),
    ("sf-express.com", "SF Express"),
    ("kuaidi100.com", "Kuaidi100"),
    ("shopify.com", "Shopify"),
    ("myshopify.com", "Shopify"),
    ("jdl.com", "JD Logistics"),
    ("aliexpress.com", "AliExpress"),
];

/// A provider with many top-level domains: the label anywhere but last.
const PROVIDER_LABELS: [(&str, &str); 1] = [("yunexpress", "YunExpress")];

const METADATA_NAMES: [&str; 4] = [
    "metadata",
    "metadata.google.internal",
    "instance-data",
    "instance-data.ec2.internal",
];

/// Metadata and host services of clouds that are not link-local: Aliyun, Azure, Oracle.
const METADATA_V4: [Ipv4Addr; 3] = [
    Ipv4Addr::new(100, 100, 100, 200),
    Ipv4Addr::new(168, 63, 129, 16),
    Ipv4Addr::new(192, 0, 0, 192),
];

/// Metadata services of AWS and Google over IPv6.
const METADATA_V6: [Ipv6Addr; 2] = [
    Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254),
    Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254),
];

const USE_THE_WORLD: &str = "point it at the world that plays this provider";
const USE_LOOPBACK: &str = "write 127.0.0.1 or the connector's own host";

/// Why this host (a name in lower case without trailing dot, or an address) is refused whatever any file says;
/// None when it is not.
pub fn refused_host(host: &str) -> Option<String> {
    check(host).err().map(|error| error.to_string())
}

pub(super) fn check(host: &str) -> Result<(), EgressError> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return check_address(host, canonical(address));
    }
    if METADATA_NAMES.contains(&host) {
        return Err(refusal(
            host,
            "a cloud's metadata service".into(),
            USE_LOOPBACK,
        ));
    }
    match provider(host) {
        Some(name) => Err(refusal(
            host,
            format!("a real provider, {name}"),
            USE_THE_WORLD,
        )),
        None => Ok(()),
    }
}

fn provider(host: &str) -> Option<&'static str> {
    if host.ends_with(".localhost") {
        return None;
    }
    let below = |domain: &str| {
        host.strip_suffix(domain)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let (all_but_last, _) = host.rsplit_once('.').unwrap_or(("", host));
    let by_domain = PROVIDERS.iter().find(|(domain, _)| below(domain));
    let by_label = || {
        let labels = || all_but_last.split('.');
        PROVIDER_LABELS
            .iter()
            .find(|(label, _)| labels().any(|one| one == *label))
    };
    by_domain.or_else(by_label).map(|(_, name)| *name)
}

pub(super) fn check_address(host: &str, address: IpAddr) -> Result<(), EgressError> {
    let metadata = match address {
        IpAddr::V4(v4) => v4.is_link_local() || METADATA_V4.contains(&v4),
        IpAddr::V6(v6) => v6.is_unicast_link_local() || METADATA_V6.contains(&v6),
    };
    let broadcast = matches!(address, IpAddr::V4(v4) if v4.is_broadcast());
    if metadata {
        let why = format!("{address} is link-local or a cloud's metadata service");
        return Err(refusal(host, why, USE_LOOPBACK));
    }
    if address.is_unspecified() || address.is_multicast() || broadcast {
        let why = format!("{address} is no single machine");
        return Err(refusal(host, why, USE_LOOPBACK));
    }
    Ok(())
}

fn refusal(host: &str, why: String, cure: &'static str) -> EgressError {
    EgressError::Refused {
        host: host.to_string(),
        why,
        cure,
    }
}

/// An IPv4 address in IPv6 clothes (mapped, or behind the well-known NAT64 prefix) as what it is.
pub(super) fn canonical(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address else {
        return address;
    };
    if let Some(v4) = v6.to_ipv4_mapped() {
        return v4.into();
    }
    match v6.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            let bits = (u32::from(high) << 16) | u32::from(low);
            Ipv4Addr::from_bits(bits).into()
        }
        _ => address,
    }
}
