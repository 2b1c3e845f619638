#![allow(clippy::unwrap_used)] // a failed unwrap is a failed claim

use proptest::prelude::*;

use super::*;

fn scripted(host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    let address = match host {
        "connector.internal" => "10.1.2.3",
        "rebound.internal" => "169.254.169.254",
        "mapped.internal" => "::ffff:169.254.169.254",
        "empty.internal" => return Ok(Vec::new()),
        _ => return Err(io::Error::other("no such host")),
    };
    Ok(vec![SocketAddr::new(address.parse().unwrap(), port)])
}

fn guard() -> Guard {
    let named = [
        "connector.internal",
        "rebound.internal",
        "mapped.internal",
        "empty.internal",
        "gone.internal",
        "10.0.0.5",
        "fd12::5",
    ];
    Guard::with_resolver(named, scripted).unwrap()
}

#[test]
fn loopback_and_named_hosts_pass_with_their_pinned_address() {
    let table = [
        ("http://127.0.0.1:4700/x", "127.0.0.1:4700"),
        ("http://127.0.0.1./x", "127.0.0.1:80"),
        ("https://127.8.9.1", "127.8.9.1:443"),
        ("http://2130706433:81/", "127.0.0.1:81"),
        ("http://0x7f.1:81/", "127.0.0.1:81"),
        ("http://0177.0.0.1:81/", "127.0.0.1:81"),
        ("http://[::1]:9/", "[::1]:9"),
        ("http://[::ffff:127.0.0.1]:9/", "127.0.0.1:9"),
        ("http://LocalHost:1/", "127.0.0.1:1"),
        ("http://shop.localhost:1/", "127.0.0.1:1"),
        ("http://yunexpress.localhost:1/", "127.0.0.1:1"),
        ("http://connector.internal:8080/", "10.1.2.3:8080"),
        ("http://CONNECTOR.internal.:8080/", "10.1.2.3:8080"),
        ("http://10.0.0.5/", "10.0.0.5:80"),
        ("http://0xa000005/", "10.0.0.5:80"),
        ("http://[fd12::5]:7/", "[fd12::5]:7"),
    ];
    for (url, address) in table {
        assert_eq!(
            guard().check_url(url),
            Ok(address.parse().unwrap()),
            "{url}"
        );
    }
}

#[test]
fn everything_else_is_refused() {
    let table = [
        "http://10.0.0.6/",
        "http://example.com/",
        "http://localhost.example.com/",
        "http://notlocalhost/",
        "http://127.0.0.1.example.com/",
        "http://connector.internal.example.com/",
        "http://[::127.0.0.1]/",
        "http://gone.internal/",
        "http://empty.internal/",
        "http://rebound.internal/",
        "http://mapped.internal/",
        "http://0.0.0.0/",
        "http://[::]/",
        "http://255.255.255.255/",
        "http://224.0.0.1/",
        "http://user:word@127.0.0.1/",
        "http://graph.facebook.com@127.0.0.1/",
        "http://127.0.0.1@graph.facebook.com/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "127.0.0.1:4700",
        "",
        "http://",
    ];
    for url in table {
        assert!(guard().check_url(url).is_err(), "{url}");
    }
}

#[test]
fn providers_and_metadata_services_are_refused_even_when_named() {
    let table = [
        "graph.facebook.com",
        "GRAPH.Facebook.Com.",
        "facebook.com",
        "lookaside.fbsbx.com",
        "mmg.whatsapp.net",
        "api.whatsapp.com",
        "dysmsapi.aliyuncs.com",
        "api.twilio.com",
        "api.aftership.com",
        "ssapi.shipstation.com",
        "api.shipengine.com",
        "api.17track.net",
        "oms.api.yunexpress.com",
        "yunexpress.cn",
        "open.yw56.com.cn",
        "open.4px.com",
        "api-eu.dhl.com",
        "apis.fedex.com",
        "onlinetools.ups.com",
        "api.easypost.com",
        "api.goshippo.com",
        "bspgw.sf-express.com",
        "poll.kuaidi100.com",
        "shop.myshopify.com",
        "admin.shopify.com",
        "metadata.google.internal",
        "169.254.169.254",
        "0xA9FEA9FE",
        "2852039166",
        "0251.0376.0251.0376",
        "::ffff:169.254.169.254",
        "[::ffff:a9fe:a9fe]",
        "64:ff9b::a9fe:a9fe",
        "fe80::1",
        "fd00:ec2::254",
        "100.100.100.200",
        "168.63.129.16",
        "0.0.0.0",
        "ｇraph.facebook.com",
    ];
    for host in table {
        let refused = matches!(Guard::new([host]), Err(EgressError::Refused { .. }));
        assert!(refused, "{host} may be named: {:?}", Guard::new([host]));
        let bracketed = if host.contains("::") && !host.starts_with('[') {
            format!("[{host}]")
        } else {
            host.to_string()
        };
        let refused = matches!(
            guard().check_url(&format!("https://{bracketed}/v23.0/1/messages")),
            Err(EgressError::Refused { .. })
        );
        assert!(refused, "{host} may be reached");
    }
}

#[test]
fn names_that_only_look_like_a_provider_are_not_one() {
    for host in [
        "notfacebook.com",
        "groups.example",
        "ups.company.example",
        "yunexpress",
        "myups.com",
    ] {
        assert_eq!(refused_host(host), None, "{host}");
    }
}

#[test]
fn a_named_host_with_port_or_path_is_an_error() {
    for host in [
        "a.example:80",
        "http://a.example",
        "a.example/x",
        "u@a.example",
        "a b",
        "",
    ] {
        assert!(Guard::new([host]).is_err(), "{host:?}");
    }
}

#[test]
fn a_refusal_names_host_reason_and_cure() {
    let error = Guard::new(["graph.facebook.com"]).unwrap_err().to_string();
    assert_eq!(
        error,
        "graph.facebook.com is refused: a real provider, Meta; point it at the world that plays this provider"
    );
    let error = guard()
        .check_url("http://other.example:1/x")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("other.example") && error.contains("connector.allow_hosts"),
        "{error}"
    );
    let error = guard()
        .check_url("http//me:hidden@x")
        .unwrap_err()
        .to_string();
    assert!(!error.is_empty());
}

proptest! {
    #[test]
    fn only_loopback_passes_an_empty_guard(bits in any::<u32>(), port in 1u16..) {
        let guard = Guard::new([]).unwrap();
        let address = Ipv4Addr::from_bits(bits);
        for form in [format!("{address}"), format!("{bits}"), format!("{bits:#x}"), format!("[::ffff:{address}]")] {
            let checked = guard.check_url(&format!("http://{form}:{port}/"));
            prop_assert_eq!(checked.is_ok(), address.is_loopback(), "{}", form);
        }
    }

    #[test]
    fn no_name_below_a_provider_passes(label in "[a-z][a-z0-9-]{0,8}[a-z0-9]", upper in any::<bool>()) {
        for domain in ["facebook.com", "whatsapp.net", "aftership.com", "17track.net", "yunexpress.com"] {
            let name = format!("{label}.{domain}");
            let name = if upper { name.to_uppercase() } else { name };
            prop_assert!(Guard::new([name.as_str()]).is_err());
        }
    }
}
