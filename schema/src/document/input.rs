//! How large the input of a request is: the engine copies a variable to every place that uses it, so one large value
//! used a thousand times is a thousand large values. Whether values fit their types is decided in `variables`.

use async_graphql::{Value, Variables};
use async_graphql_value::Value as InputValue;

use super::{Document, DocumentError, Limits};

/// Bytes of a string that count as one more value.
const BYTES_PER_VALUE: u64 = 64;

impl Document {
    /// Holds the variables to the limit on input: the engine copies a variable to every place that uses it.
    pub(crate) fn check_input(&self, variables: &Variables, limits: &Limits) -> Result<(), DocumentError> {
        let values = variables.iter().map(|(name, value)| {
            let uses = self.uses.get(name).copied().unwrap_or(0).max(1);
            uses.saturating_mul(weight_of(value))
        });
        if values.fold(0, u64::saturating_add) > limits.input_values {
            let limit = limits.input_values;
            return Err(DocumentError::InputTooLarge { limit });
        }
        Ok(())
    }
}

/// How many values an argument holds, variables looked up.
pub(super) fn weight(value: &InputValue, variables: &Variables) -> u64 {
    let one_and = |values: &mut dyn Iterator<Item = u64>| values.fold(1, u64::saturating_add);
    match value {
        InputValue::Variable(name) => variables.get(name).map_or(1, weight_of),
        InputValue::String(text) => weight_of_text(text),
        InputValue::List(items) => one_and(&mut items.iter().map(|item| weight(item, variables))),
        InputValue::Object(fields) => one_and(&mut fields.values().map(|field| weight(field, variables))),
        _ => 1,
    }
}

/// How many values the value of a variable holds.
fn weight_of(value: &Value) -> u64 {
    match value {
        Value::String(text) => weight_of_text(text),
        Value::List(items) => items.iter().map(weight_of).fold(1, u64::saturating_add),
        Value::Object(fields) => fields.values().map(weight_of).fold(1, u64::saturating_add),
        _ => 1,
    }
}

fn weight_of_text(text: &str) -> u64 {
    1 + text.len() as u64 / BYTES_PER_VALUE
}
