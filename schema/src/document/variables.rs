//! Variables made to fit the types that the operation declares (GraphQL specification, section 6.1.2,
//! CoerceVariableValues), so that a bad one is a request error and nothing runs. Literals in the document are judged
//! by validation.

use async_graphql::{
    Name, Value, Variables,
    parser::types::{BaseType, Type},
};
use serde_json::{Map, Value as Json};

use super::{
    DocumentError, Operation, VariableFault, at,
    input_type::{Input, InputField},
    shape::{Shape, named},
};

/// Faults that one answer reports, at most.
const REPORTED: usize = 20;

impl Operation<'_> {
    /// The values of the declared variables, defaults filled in. What the operation does not declare is ignored, as the
    /// specification says.
    ///
    /// # Errors
    /// `VariableType` for a type that is no input type, else `Variables` with every value that is missing or does
    /// not fit.
    pub(crate) fn variables(&self, given: Map<String, Json>, shape: &Shape) -> Result<Variables, DocumentError> {
        let mut given = given;
        let mut variables = Variables::default();
        let mut faults = Vec::new();
        for declared in &self.definition.variable_definitions {
            let (declared, place) = (&declared.node, at(declared.pos));
            let (name, wanted) = (&declared.name.node, &declared.var_type.node);
            if shape.input(named(wanted)).is_none() {
                return Err(DocumentError::VariableType {
                    variable: name.to_string(),
                    given: wanted.to_string(),
                    at: place,
                });
            }
            let value = match (given.remove(name.as_str()), &declared.default_value) {
                (Some(value), _) => coerce(value, wanted, shape, &mut Vec::new()),
                (None, Some(default)) => Ok(default.node.clone()),
                (None, None) if wanted.nullable => continue,
                (None, None) => Err(format!("of type \"{wanted}\" is required and was not given")),
            };
            match value {
                Ok(value) => {
                    variables.insert(name.clone(), value);
                }
                Err(why) => faults.push(VariableFault { message: format!("Variable \"${name}\" {why}."), at: place }),
            }
        }
        faults.truncate(REPORTED);
        if faults.is_empty() { Ok(variables) } else { Err(DocumentError::Variables(faults)) }
    }
}

/// Recursion is bounded by the depth of the JSON (128, by its parser) and of the type (by the document's brackets).
fn coerce(value: Json, wanted: &Type, shape: &Shape, path: &mut Vec<String>) -> Result<Value, String> {
    match (value, &wanted.base) {
        (Json::Null, _) if wanted.nullable => Ok(Value::Null),
        (Json::Null, _) => Err(wrong(path, &format!("must not be null: it is of type \"{wanted}\""))),
        (Json::Array(items), BaseType::List(inner)) => {
            let items = items.into_iter().enumerate().map(|(index, item)| {
                path.push(format!("[{index}]"));
                let item = coerce(item, inner, shape, path)?;
                path.pop();
                Ok(item)
            });
            items.collect::<Result<_, _>>().map(Value::List)
        }
        // A single value stands for a list of one.
        (value, BaseType::List(inner)) => Ok(Value::List(vec![coerce(value, inner, shape, path)?])),
        (value, BaseType::Named(name)) => match shape.input(name) {
            Some(Input::Object { fields, one_of }) => object(value, name, fields, *one_of, shape, path),
            Some(input) => leaf(value, name, input, path),
            None => Err(wrong(path, &format!("is of the unknown type \"{name}\""))),
        },
    }
}

fn object(
    value: Json,
    name: &Name,
    fields: &[InputField],
    one_of: bool,
    shape: &Shape,
    path: &mut Vec<String>,
) -> Result<Value, String> {
    let Json::Object(mut given) = value else {
        return Err(wrong(path, &format!("must be an object of type \"{name}\"")));
    };
    if one_of && (given.len() != 1 || given.values().any(Json::is_null)) {
        return Err(wrong(path, &format!("must give exactly one field of \"{name}\", and not null")));
    }
    let mut coerced = Vec::with_capacity(given.len());
    for field in fields {
        match given.remove(field.name.as_str()) {
            Some(value) => {
                path.push(format!(".{}", field.name));
                coerced.push((field.name.clone(), coerce(value, &field.given, shape, path)?));
                path.pop();
            }
            None if field.optional => {}
            None => {
                let (field, given) = (&field.name, &field.given);
                return Err(wrong(path, &format!("lacks the field \"{field}\" of type \"{given}\"")));
            }
        }
    }
    match given.keys().next() {
        Some(unknown) => Err(wrong(path, &format!("has no field \"{unknown}\" in type \"{name}\""))),
        None => Ok(Value::Object(coerced.into_iter().collect())),
    }
}

fn leaf(value: Json, name: &Name, input: &Input, path: &[String]) -> Result<Value, String> {
    let fits = match (input, &value) {
        (Input::Int, Json::Number(number)) => {
            // 1.0 is an Int by the specification (section 3.5.1); the engine wants it written as 1.
            let whole = number.as_i64().or_else(|| whole(number.as_f64()?));
            return match whole.and_then(|whole| i32::try_from(whole).ok()) {
                Some(whole) => Ok(Value::from(whole)),
                None => Err(wrong(path, &format!("must be a whole number of 32 bits, not {number}"))),
            };
        }
        (Input::Enum(values), Json::String(text)) => {
            return match values.get(text.as_str()) {
                Some(value) => Ok(Value::Enum(value.clone())),
                None => Err(wrong(path, &format!("is not a value of \"{name}\": {}", shown(&value)))),
            };
        }
        (Input::Id, Json::Number(number)) if !number.is_f64() => {
            return Ok(Value::String(number.to_string()));
        }
        (Input::Float, Json::Number(_))
        | (Input::String | Input::Id, Json::String(_))
        | (Input::Boolean, Json::Bool(_))
        | (Input::Scalar, _) => true,
        _ => false,
    };
    if !fits {
        return Err(wrong(path, &format!("must be of type \"{name}\", not {}", shown(&value))));
    }
    Value::from_json(value).map_err(|error| wrong(path, &format!("cannot be read: {error}")))
}

fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() <= f64::from(i32::MAX) + 1.0).then_some(number as i64)
}

/// The value as JSON, cut to a length that fits a message.
fn shown(value: &Json) -> String {
    let text = value.to_string();
    match text.char_indices().nth(80) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text,
    }
}

fn wrong(path: &[String], why: &str) -> String {
    if path.is_empty() {
        return why.to_owned();
    }
    format!("at \"{}\" {why}", path.concat().trim_start_matches('.'))
}
