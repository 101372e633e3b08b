//! `docs/errors.md` lists every code clients can get.

use gateway_server::ErrorCode;

const DOCUMENT: &str = include_str!("../../../../docs/errors.md");

#[test]
fn every_code_is_documented_with_its_status() {
    for code in ErrorCode::ALL {
        let line = DOCUMENT
            .lines()
            .find(|line| line.starts_with(&format!("| `{}` |", code.as_str())));
        let line = line.unwrap_or_else(|| panic!("{} is not in docs/errors.md", code.as_str()));
        let status = code.status().as_u16().to_string();
        assert!(
            line.contains(&status),
            "{}: {status} is not in its row",
            code.as_str()
        );
    }
}

#[test]
fn the_executors_codes_are_documented() {
    use gateway_executor::codes;
    for code in [
        codes::SUBGRAPH_ERROR,
        codes::SUBGRAPH_TIMEOUT,
        codes::SUBGRAPH_UNREACHABLE,
        codes::SUBGRAPH_TOO_LARGE,
        codes::SUBGRAPH_TOO_DEEP,
        codes::SUBGRAPH_REJECTED,
        codes::SUBGRAPH_CIRCUIT_OPEN,
        codes::SUBGRAPH_OVERLOADED,
        codes::SUBGRAPH_MALFORMED,
        codes::SUBGRAPH_ENTITY_COUNT,
        codes::SUBGRAPH_INVALID_VALUE,
        codes::SUBGRAPH_INVALID_TYPE,
        codes::SUBGRAPH_NULL,
        codes::FIELD_UNREACHABLE,
        codes::TOO_MANY_ENTITIES,
        codes::RESPONSE_TOO_LARGE,
        codes::UNAUTHENTICATED,
        codes::FORBIDDEN,
    ] {
        assert!(
            DOCUMENT.contains(&format!("`{code}`")),
            "{code} is not in docs/errors.md"
        );
    }
}
