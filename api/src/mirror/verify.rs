//! Whether a page goes on where the copy is, has every entry from there on, and is signed.

use domain::sync::Hash;

use super::folder::State;
use super::page::{Page, Step};

/// Makes sure of a page.
///
/// # Errors
/// What is wrong with it.
pub(super) fn page(page: &Page, state: Option<&State>, keys: &str) -> Result<(), String> {
    let (from, to) = (&page.chain.from, &page.chain.to);
    if let Some(state) = state {
        if page.product != state.product {
            return Err(format!("it is of {}, and the copy is of {}", page.product, state.product));
        }
        if (from.number, from.hash.as_str()) != (state.number, state.hash.as_str()) {
            return Err(format!("it begins at entry {}, and the copy is at entry {}", from.number, state.number));
        }
    }
    if page.step == Step::Log && from.number == 0 && from.hash != Hash::of(&page.product).as_str() {
        return Err("it doesn't begin with the hash of the product".to_owned());
    }
    chain(page)?;
    items(page)?;
    let attested = domain::sync::verify(&page.chain.attestation, keys)?;
    let said = (attested.product.to_string(), attested.number, attested.hash.as_str());
    if said != (page.product.clone(), to.number, to.hash.as_str()) {
        return Err("the server has signed something else".to_owned());
    }
    Ok(())
}

/// The entries lead from the beginning of the page to its end, without a gap.
fn chain(page: &Page) -> Result<(), String> {
    let mut at = page.chain.from.clone();
    for entry in &page.chain.entries {
        if entry.number != at.number + 1 {
            return Err(format!("entry {} follows entry {}", entry.number, at.number));
        }
        at.number = entry.number;
        at.hash = Hash::of(&format!("{} {} {} {} {}", at.hash, entry.number, entry.id, entry.language, entry.kind))
            .as_str()
            .to_owned();
    }
    if at == page.chain.to {
        Ok(())
    } else {
        Err(format!("the entries lead to {} at entry {}, not to {}", at.hash, at.number, page.chain.to.hash))
    }
}

/// What is said of texts in a page of the log is what its entries say.
fn items(page: &Page) -> Result<(), String> {
    for item in page.data.iter().filter(|_| page.step == Step::Log) {
        let entry = page.chain.entries.iter().rfind(|entry| (&entry.id, &entry.language) == (&item.id, &item.language));
        if entry.is_none_or(|entry| (entry.number, &entry.kind) != (item.number, &item.kind)) {
            return Err(format!("{} in {} is another thing than its last entry says", item.id, item.language));
        }
    }
    Ok(())
}
