//! The input types of the schema, as far as coercion must know them. Values are judged in `variables`.

use std::collections::{HashMap, HashSet};

use async_graphql::{
    Name,
    parser::types::{InputValueDefinition, Type, TypeKind},
};

#[derive(Debug)]
pub(super) enum Input {
    Int,
    Float,
    String,
    Boolean,
    Id,
    /// A scalar of the project: its own parser judges it.
    Scalar,
    Enum(HashSet<Name>),
    Object {
        fields: Vec<InputField>,
        one_of: bool,
    },
}

#[derive(Debug)]
pub(super) struct InputField {
    pub(super) name: Name,
    pub(super) given: Type,
    pub(super) optional: bool,
}

/// The scalars that every schema has.
pub(super) fn built_in() -> HashMap<Name, Input> {
    [
        ("Int", Input::Int),
        ("Float", Input::Float),
        ("String", Input::String),
        ("Boolean", Input::Boolean),
        ("ID", Input::Id),
    ]
    .map(|(name, input)| (Name::new(name), input))
    .into()
}

impl Input {
    pub(super) fn new(kind: TypeKind, one_of: bool) -> Option<Self> {
        match kind {
            TypeKind::Scalar => Some(Self::Scalar),
            TypeKind::Enum(found) => Some(Self::Enum(found.values.into_iter().map(|v| v.node.value.node).collect())),
            TypeKind::InputObject(found) => Some(Self::Object {
                fields: found.fields.into_iter().map(|field| InputField::new(field.node)).collect(),
                one_of,
            }),
            _ => None,
        }
    }
}

impl InputField {
    fn new(field: InputValueDefinition) -> Self {
        Self {
            name: field.name.node,
            optional: field.ty.node.nullable || field.default_value.is_some(),
            given: field.ty.node,
        }
    }
}
