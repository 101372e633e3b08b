//! `Facet`.

use super::filter::ProductWhere;
use crate::db;
use crate::domain::filter::Filter;
use crate::domain::search::{PRICE_BANDS, SearchQuery};
use async_graphql::SimpleObject;
use diesel::QueryResult;
use indexmap::IndexMap;
use subgraph_kit::db::Conn;

/// Options shown as facets; those with most hits.
const MAX_OPTIONS: usize = 8;

/// A way in which hits divide.
#[derive(Debug, Clone, SimpleObject)]
pub(super) struct Facet {
    /// `category`, `price`, or `option.` and the option's name.
    name: String,
    /// For people.
    label: String,
    /// The parts, those without hits left out.
    values: Vec<FacetValue>,
}

/// A part of the hits.
#[derive(Debug, Clone, SimpleObject)]
pub(super) struct FacetValue {
    /// For people.
    label: String,
    /// How many hits there are with `input`.
    count: i32,
    /// The JSON of a `ProductWhere`: the present one, with this value chosen for this facet.
    input: serde_json::Value,
}

impl FacetValue {
    fn new(label: impl Into<String>, count: i64, filter: &Filter) -> Self {
        let input =
            serde_json::to_value(ProductWhere::of(filter)).expect("a filter's input is JSON");
        Self {
            label: label.into(),
            count: i32::try_from(count).unwrap_or(i32::MAX),
            input,
        }
    }
}

/// All facets of a search, those without values left out.
pub(super) async fn facets(
    conn: &mut Conn,
    query: &SearchQuery,
    filter: &Filter,
) -> QueryResult<Vec<Facet>> {
    let mut facets = vec![
        by_category(conn, query, filter).await?,
        by_price(conn, query, filter).await?,
    ];
    facets.extend(by_option(conn, query, filter).await?);
    facets.retain(|facet| !facet.values.is_empty());
    Ok(facets)
}

async fn by_category(conn: &mut Conn, query: &SearchQuery, filter: &Filter) -> QueryResult<Facet> {
    let counts = db::facet::by_category(conn, query, filter).await?;
    let value = |count: db::facet::CategoryCount| {
        let chosen = filter
            .clone()
            .without_categories()
            .of_categories([count.handle]);
        FacetValue::new(count.title, count.total, &chosen)
    };
    Ok(Facet {
        name: "category".to_owned(),
        label: "Category".to_owned(),
        values: counts.into_iter().map(value).collect(),
    })
}

async fn by_price(conn: &mut Conn, query: &SearchQuery, filter: &Filter) -> QueryResult<Facet> {
    let ranges = PRICE_BANDS.map(|band| (band.min, band.max));
    let counts = db::facet::by_band(conn, query, filter, &ranges).await?;
    let value = |count: db::facet::BandCount| {
        let band = PRICE_BANDS.get(usize::try_from(count.band).ok()?.checked_sub(1)?)?;
        Some(FacetValue::new(
            band.label,
            count.total,
            &filter.clone().priced(band.min, band.max),
        ))
    };
    Ok(Facet {
        name: "price".to_owned(),
        label: "Price".to_owned(),
        values: counts.into_iter().filter_map(value).collect(),
    })
}

async fn by_option(
    conn: &mut Conn,
    query: &SearchQuery,
    filter: &Filter,
) -> QueryResult<Vec<Facet>> {
    // Rows come with the largest counts first, and so do the options.
    let mut by_name: IndexMap<String, Vec<FacetValue>> = IndexMap::new();
    for count in db::facet::by_option(conn, query, filter).await? {
        let chosen = filter.clone().with_only_option(&count.name, &count.value);
        let value = FacetValue::new(count.value, count.total, &chosen);
        by_name.entry(count.name).or_default().push(value);
    }
    let facet = |(name, values): (String, Vec<FacetValue>)| Facet {
        name: format!("option.{name}"),
        label: name,
        values,
    };
    Ok(by_name.into_iter().take(MAX_OPTIONS).map(facet).collect())
}
