//! Lists with weights, as the `Accept…` headers have them (RFC 9110, section 12.4.2): `gzip, br;q=0.8`. What the
//! items mean is said where they are used.

/// The most items that are read of one header; what comes behind them is passed over.
const ITEMS_MAX: usize = 32;

/// An item with its weight in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Weighted<'h> {
    pub(super) item: &'h str,
    pub(super) weight: u16,
}

/// Reads the lines of a header in order. What can't be read is passed over, and a weight that can't be read counts as 0:
/// a client that writes nonsense is given what it would get without it.
pub(super) fn parse<'h>(lines: impl Iterator<Item = &'h str>) -> Vec<Weighted<'h>> {
    lines.flat_map(|line| line.split(',')).filter_map(weighted).take(ITEMS_MAX).collect()
}

fn weighted(text: &str) -> Option<Weighted<'_>> {
    let mut parts = text.split(';').map(str::trim);
    let item = parts.next().filter(|item| !item.is_empty())?;
    let q = parts.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then(|| value.trim())
    });
    Some(Weighted { item, weight: q.map_or(1000, thousandths) })
}

/// `0.8` is 800: at most three digits behind the point, and nothing above 1.
fn thousandths(text: &str) -> u16 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return 0;
    }
    let part = format!("{fraction:0<3}").parse().unwrap_or(0);
    match whole {
        "1" if part == 0 => 1000,
        "0" => part,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_read_by_their_grammar() {
        let read = parse(["br;q=0.8, gzip ; Q=1.000", ",,x;q=2, y;q=0.1234,z;q=.5;a=b, w;level=1;q=0.05"].into_iter());
        let read: Vec<(&str, u16)> = read.iter().map(|found| (found.item, found.weight)).collect();
        assert_eq!(read, [("br", 800), ("gzip", 1000), ("x", 0), ("y", 0), ("z", 0), ("w", 50)]);
    }

    #[test]
    fn an_endless_header_is_read_in_part() {
        let line = "a,".repeat(10_000);
        assert_eq!(parse([line.as_str()].into_iter()).len(), ITEMS_MAX);
    }
}
