//! `@override(label:)` (rule 28): decided for each request, and the plan with it.

use serde_json::{Value, json};

use crate::support::fake::{Composed, Fake};

const LINK: &str = r#"extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@override"])"#;
const OLD: &str = "type Query { half: String none: String all: String named: String }";
const NEW: &str = r#"type Query { half: String @override(from: "old", label: "percent(50)") none: String @override(from: "old", label: "percent(0)") all: String @override(from: "old", label: "percent(100)") named: String @override(from: "old", label: "rollout.winter") }"#;

async fn gateway(labels: &[&str]) -> (Composed, [Fake; 2]) {
    let data = |owner: &str| json!({"half": owner, "none": owner, "all": owner, "named": owner});
    let fakes = [
        Fake::of(data("old"), json!({})).await,
        Fake::of(data("new"), json!({})).await,
    ];
    let sdl = |text: &str| format!("{LINK}\n{text}");
    let subgraphs = [("old", sdl(OLD), &fakes[0]), ("new", sdl(NEW), &fakes[1])];
    let subgraphs: Vec<(&str, &str, &Fake)> = subgraphs
        .iter()
        .map(|(name, sdl, fake)| (*name, sdl.as_str(), *fake))
        .collect();
    let gateway = Composed::with(&subgraphs, |config| {
        config.override_labels = labels.iter().map(ToString::to_string).collect();
    })
    .await;
    (gateway, fakes)
}

async fn half(gateway: &Composed, subject: &str) -> Value {
    let token = gateway.key.token(subject, "");
    let request = json!({"query": "{ half }"});
    gateway.ask(&request, Some(&token)).await["data"]["half"].clone()
}

#[tokio::test]
async fn rule_28_the_ends_of_a_rollout_are_certain() {
    let (gateway, _fakes) = gateway(&[]).await;
    for _ in 0..20 {
        assert_eq!(
            gateway.query("{ none all named }").await["data"],
            json!({"none": "old", "all": "new", "named": "old"})
        );
    }
    let (gateway, _fakes) = self::gateway(&["rollout.winter", "other"]).await;
    assert_eq!(gateway.query("{ named }").await["data"]["named"], "new");
}

/// Plans of both sides are remembered at the same time, and a caller sees one of them, always.
#[tokio::test]
async fn rule_28_a_caller_stays_on_one_side() {
    let (gateway, _fakes) = gateway(&[]).await;
    let (elsewhere, _others) = self::gateway(&[]).await;
    let mut sides = Vec::new();
    for number in 0..40 {
        let subject = format!("caller-{number}");
        let side = half(&gateway, &subject).await;
        assert_eq!(half(&gateway, &subject).await, side, "{subject}");
        assert_eq!(
            half(&elsewhere, &subject).await,
            side,
            "{subject} at another gateway"
        );
        sides.push(side);
    }
    let new = sides.iter().filter(|side| **side == "new").count();
    assert!((8..=32).contains(&new), "{new} of 40 are on the new side");
}

#[tokio::test]
async fn rule_28_a_trace_stays_on_one_side() {
    let (gateway, _fakes) = gateway(&[]).await;
    // The last seven bytes of a trace's id say where it stands.
    // 0x1388 is 5,000 of 10,000: the first that is not below 50 percent.
    for (trace, side) in [
        ("0000", "new"),
        ("1387", "new"),
        ("1388", "old"),
        ("270f", "old"),
    ] {
        let id = format!("0af7651916cd43dd{trace:0>16}");
        let request = gateway.client.post(gateway.url());
        let request = request
            .header("content-type", "application/json")
            .header("traceparent", format!("00-{id}-b7ad6b7169203331-01"))
            .body(json!({"query": "{ half }"}).to_string());
        let answer = crate::support::gateway::body(request.send().await.unwrap()).await;
        assert_eq!(answer["data"]["half"], side, "{trace}");
    }
}
