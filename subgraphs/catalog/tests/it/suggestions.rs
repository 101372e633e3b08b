use crate::shop::{Shop, texts};
use serde_json::json;

async fn suggest(shop: &Shop, prefix: &str) -> Vec<String> {
    let query = "query ($prefix: String!) { productSuggestions(prefix: $prefix, first: 4) { text product { title } } }";
    let answer = shop.ask(query, json!({ "prefix": prefix })).await;
    let suggestions = &answer["productSuggestions"];
    assert_eq!(
        texts(suggestions, "/text"),
        texts(suggestions, "/product/title")
    );
    texts(suggestions, "/text")
}

#[tokio::test]
async fn titles_that_begin_so_come_before_titles_with_a_word_that_does() {
    let shop = Shop::open().await;
    assert_eq!(suggest(&shop, "wil").await, ["Willow Pack Basket"]);
    assert_eq!(
        suggest(&shop, "Stoneware m").await,
        ["Tideline Stoneware Mug"]
    );
    let st = suggest(&shop, "st").await;
    assert!(st[0].starts_with("St"), "{st:?}");
    assert!(!st[3].starts_with("St"), "{st:?}");
}

#[tokio::test]
async fn a_misspelt_word_is_understood() {
    let shop = Shop::open().await;
    for (typed, title) in [
        ("stonware", "Tideline Stoneware Mug"),
        ("secatures", "Clean Cut Secateurs"),
        ("hamock", "Lakeside Hammock"),
    ] {
        let found = suggest(&shop, typed).await;
        assert!(found.contains(&title.to_owned()), "{typed} {found:?}");
    }
}

#[tokio::test]
async fn nothing_typed_suggests_nothing() {
    let shop = Shop::open().await;
    for typed in ["", "  ", "%", "_", "-", "zzzz", "qqqqqqq"] {
        assert_eq!(suggest(&shop, typed).await, Vec::<String>::new(), "{typed}");
    }
    for first in [0, -1, 21] {
        let query =
            "query ($first: Int!) { productSuggestions(prefix: \"a\", first: $first) { text } }";
        assert_eq!(
            shop.refusal(query, json!({ "first": first })).await,
            "PAGE_INVALID"
        );
    }
}
