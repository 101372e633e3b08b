//! The connection types.

use super::{Cursor, CursorKey, Direction, PageRequest};
use async_graphql::{Object, OutputType, Result, SimpleObject, TypeName};
use futures::future::BoxFuture;
use std::borrow::Cow;
use std::sync::Arc;

/// A page of a list, as `<Node>Connection { edges nodes pageInfo totalCount }`.
pub struct Connection<T: OutputType> {
    edges: Vec<Edge<T>>,
    page_info: PageInfo,
    total: Total,
}

/// A row with its cursor.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(name_type)]
pub struct Edge<T: OutputType> {
    /// Where this row stands; valid for this list only.
    pub cursor: String,
    /// The row.
    pub node: T,
}

/// Where a page stands in its list.
#[derive(Debug, Clone, Default, PartialEq, Eq, SimpleObject)]
#[graphql(shareable)]
pub struct PageInfo {
    /// Whether rows follow the page.
    pub has_next_page: bool,
    /// Whether rows precede the page.
    pub has_previous_page: bool,
    /// The cursor of the first row.
    pub start_cursor: Option<String>,
    /// The cursor of the last row.
    pub end_cursor: Option<String>,
}

/// How all matches are counted, when the caller asks: costly, hence only then.
#[derive(Clone)]
pub struct Total(Arc<dyn Fn() -> BoxFuture<'static, Result<i64>> + Send + Sync>);

impl Total {
    /// Counts by `count` when asked.
    pub fn lazy<F, Fut>(count: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<i64>> + Send + 'static,
    {
        Self(Arc::new(move || Box::pin(count())))
    }

    /// Already known.
    pub fn known(count: i64) -> Self {
        Self::lazy(move || async move { Ok(count) })
    }

    /// Counts now. The count is capped at what GraphQL's `Int` holds.
    pub async fn count(&self) -> Result<i32> {
        Ok(i32::try_from((self.0)().await?).unwrap_or(i32::MAX))
    }
}

impl std::fmt::Debug for Total {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Total")
    }
}

impl<T: OutputType> std::fmt::Debug for Connection<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection")
            .field("rows", &self.edges.len())
            .field("page_info", &self.page_info)
            .finish()
    }
}

impl<T: OutputType> Connection<T> {
    /// Makes the page of what was loaded for `request`.
    ///
    /// `rows` are in the order of the request's direction and at most [`PageRequest::limit`] many; `key` is what the list
    /// is ordered by; `node` turns a row into what the graph shows.
    pub fn assemble<R, K: CursorKey>(
        request: &PageRequest<K>,
        rows: Vec<R>,
        key: impl Fn(&R) -> K,
        node: impl Fn(R) -> T,
        total: Total,
    ) -> Self {
        let (edges, page_info) = Edge::page(request, rows, key, node);
        Self {
            edges,
            page_info,
            total,
        }
    }

    /// A list without rows, as for a caller who may not see any.
    pub fn empty() -> Self {
        Self {
            edges: Vec::new(),
            page_info: PageInfo::default(),
            total: Total::known(0),
        }
    }
}

impl<T: OutputType> Edge<T> {
    /// The edges and page info of what was loaded; for connection types with more fields than [`Connection`] has.
    pub fn page<R, K: CursorKey>(
        request: &PageRequest<K>,
        mut rows: Vec<R>,
        key: impl Fn(&R) -> K,
        node: impl Fn(R) -> T,
    ) -> (Vec<Self>, PageInfo) {
        let more = rows.len() > request.size;
        rows.truncate(request.size);
        if request.direction == Direction::Backward {
            rows.reverse();
        }
        let edges: Vec<Self> = rows
            .into_iter()
            .map(|row| Self {
                cursor: Cursor::of(&key(&row)).into_string(),
                node: node(row),
            })
            .collect();
        // Beyond the end the page was not taken from we did not look; a cursor there means that its row is there.
        let (has_next_page, has_previous_page) = match request.direction {
            Direction::Forward => (more, request.after.is_some()),
            Direction::Backward => (request.before.is_some(), more),
        };
        let page_info = PageInfo {
            has_next_page,
            has_previous_page,
            start_cursor: edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: edges.last().map(|edge| edge.cursor.clone()),
        };
        (edges, page_info)
    }
}

impl<T: OutputType> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", T::type_name()).into()
    }
}

impl<T: OutputType> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", T::type_name()).into()
    }
}

/// A page of a list.
#[Object(name_type)]
impl<T: OutputType> Connection<T> {
    /// The rows with their cursors.
    async fn edges(&self) -> &[Edge<T>] {
        &self.edges
    }

    /// The rows.
    async fn nodes(&self) -> Vec<&T> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    /// Where the page stands in the list.
    async fn page_info(&self) -> &PageInfo {
        &self.page_info
    }

    /// Costly: counts all matches.
    async fn total_count(&self) -> Result<i32> {
        self.total.count().await
    }
}

#[cfg(test)]
mod tests {
    use super::super::PageArgs;
    use super::*;

    fn page(args: PageArgs, rows: Vec<i64>) -> Connection<i32> {
        let request = args.check::<i64>().unwrap();
        Connection::assemble(
            &request,
            rows,
            |row| *row,
            |row| row as i32,
            Total::known(9),
        )
    }

    #[test]
    fn forward_page_knows_whether_there_is_more() {
        let args = PageArgs::new(Some(2), None, None, None);
        let page = page(args, vec![1, 2, 3]);
        assert_eq!(
            page.edges.iter().map(|edge| edge.node).collect::<Vec<_>>(),
            [1, 2]
        );
        assert!(page.page_info.has_next_page && !page.page_info.has_previous_page);
    }

    #[test]
    fn backward_page_is_turned_around() {
        let before = Cursor::of(&9i64).into_string();
        let page = page(
            PageArgs::new(None, None, Some(2), Some(before)),
            vec![8, 7, 6],
        );
        assert_eq!(
            page.edges.iter().map(|edge| edge.node).collect::<Vec<_>>(),
            [7, 8]
        );
        assert!(page.page_info.has_next_page && page.page_info.has_previous_page);
    }

    #[test]
    fn bad_arguments_are_refused() {
        use super::super::PageError;
        let check = |args: PageArgs| args.check::<i64>().map(|_| ()).unwrap_err();
        assert_eq!(
            check(PageArgs::new(Some(1), None, Some(1), None)),
            PageError::BothDirections
        );
        for size in [0, -1, 101, i32::MAX] {
            assert_eq!(
                check(PageArgs::new(Some(size), None, None, None)),
                PageError::OutOfRange { argument: "first" }
            );
        }
        let foreign = Cursor::of(&("x".to_owned(), 1i64)).into_string();
        for cursor in ["", "%%%", "bm9wZQ", &foreign] {
            assert_eq!(
                check(PageArgs::new(None, Some(cursor.into()), None, None)),
                PageError::BadCursor
            );
        }
    }
}
