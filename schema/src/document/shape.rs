//! What the checks need to know of the schema, read once from its SDL: which fields lead where and repeat how often,
//! and what input types look like. Descriptions and resolvers don't belong here.

use std::collections::{HashMap, HashSet};

use async_graphql::{
    Name, Value,
    parser::{
        parse_schema,
        types::{BaseType, FieldDefinition, InputValueDefinition, Type, TypeKind},
        types::{OperationType, SchemaDefinition, TypeDefinition, TypeSystemDefinition},
    },
};

use super::{
    input_type::{self, Input},
    introspection,
};

/// The schema as the checks see it.
#[derive(Debug)]
pub struct Shape {
    roots: [Option<String>; 3],
    /// Objects and interfaces by name; unions have no fields.
    outputs: HashMap<Name, HashMap<Name, Field>>,
    inputs: HashMap<Name, Input>,
    introspection_limit: u64,
}

/// The SDL could not be read: a fault of the schema, found when the server starts.
#[derive(Debug, thiserror::Error)]
#[error("the schema's SDL cannot be read: {0}")]
pub struct ShapeError(String);

/// A field of an object or interface.
#[derive(Debug)]
pub(super) struct Field {
    /// The named type, lists and non-null removed.
    pub(super) target: Name,
    pub(super) repeats: Repeats,
    pub(super) deprecated: bool,
}

/// How many objects a field can bring.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Repeats {
    /// A scalar or enum, or a list of them: nothing below it.
    Leaf,
    Once,
    /// A Relay connection: its `edges` and `nodes` bring as many as its page holds.
    Connection {
        default: Option<u64>,
    },
    /// A list with `first` or `last`.
    Page {
        default: Option<u64>,
    },
    /// A list with one item for each of the argument `ids`.
    Ids,
    /// A list whose length is known of the schema itself.
    Known(u64),
    /// Any other list.
    List,
}

impl Shape {
    /// Reads the SDL that the engine exports.
    ///
    /// # Errors
    /// A syntax error in the SDL.
    pub fn read(sdl: &str) -> Result<Self, ShapeError> {
        let parsed = parse_schema(sdl).map_err(|error| ShapeError(error.to_string()))?;
        let mut roots = [Some("Query"), Some("Mutation"), Some("Subscription")].map(|n| n.map(str::to_owned));
        let mut types = Vec::new();
        for definition in parsed.definitions {
            match definition {
                TypeSystemDefinition::Schema(schema) => roots = root_names(&schema.node),
                TypeSystemDefinition::Type(found) => types.push(found.node),
                TypeSystemDefinition::Directive(_) => {}
            }
        }
        let mut shape =
            Self { roots, outputs: HashMap::new(), inputs: input_type::built_in(), introspection_limit: u64::MAX };
        let composite: HashSet<Name> =
            types.iter().filter(|t| is_composite(&t.kind)).map(|t| t.name.node.clone()).collect();
        let count = types.len() as u64;
        for found in types {
            shape.add(found, &composite);
        }
        introspection::describe(count, &mut shape.outputs);
        let limit = introspection::limit(&shape).map_err(|error| ShapeError(error.to_string()))?;
        shape.introspection_limit = limit;
        Ok(shape)
    }

    /// What one operation may fetch of the schema itself, in tenths of an object.
    pub(super) fn introspection_limit(&self) -> u64 {
        self.introspection_limit
    }

    fn add(&mut self, found: TypeDefinition, composite: &HashSet<Name>) {
        let name = found.name.node;
        let one_of = found.directives.iter().any(|d| d.node.name.node == "oneOf");
        let fields = match found.kind {
            TypeKind::Object(object) => object.fields,
            TypeKind::Interface(interface) => interface.fields,
            TypeKind::Union(_) => Vec::new(),
            kind => {
                if let Some(input) = Input::new(kind, one_of) {
                    self.inputs.insert(name, input);
                }
                return;
            }
        };
        let fields = fields.into_iter().map(|field| (field.node.name.node.clone(), Field::new(&field.node, composite)));
        self.outputs.entry(name).or_default().extend(fields);
    }

    pub(super) fn root(&self, kind: OperationType) -> Option<&str> {
        self.roots[kind as usize].as_deref()
    }

    pub(super) fn field(&self, on: &str, name: &str) -> Option<&Field> {
        self.outputs.get(on)?.get(name)
    }

    pub(super) fn input(&self, name: &str) -> Option<&Input> {
        self.inputs.get(name)
    }
}

fn root_names(schema: &SchemaDefinition) -> [Option<String>; 3] {
    [&schema.query, &schema.mutation, &schema.subscription].map(|root| root.as_ref().map(|name| name.node.to_string()))
}

fn is_composite(kind: &TypeKind) -> bool {
    matches!(kind, TypeKind::Object(_) | TypeKind::Interface(_) | TypeKind::Union(_))
}

impl Field {
    fn new(field: &FieldDefinition, composite: &HashSet<Name>) -> Self {
        let target = named(&field.ty.node).clone();
        let argument = |name| field.arguments.iter().find(|a| a.node.name.node == name).map(|a| &a.node);
        let paged = argument("first").or_else(|| argument("last"));
        let default = [argument("first"), argument("last")].into_iter().flatten().find_map(default_size);
        let list = matches!(field.ty.node.base, BaseType::List(_));
        let repeats = match (list, paged) {
            _ if !composite.contains(&target) => Repeats::Leaf,
            (false, _) if target.ends_with("Connection") => Repeats::Connection { default },
            (false, _) => Repeats::Once,
            (true, Some(_)) => Repeats::Page { default },
            (true, None) if argument("ids").is_some() => Repeats::Ids,
            (true, None) => Repeats::List,
        };
        let deprecated = field.directives.iter().any(|directive| directive.node.name.node == "deprecated");
        Self { target, repeats, deprecated }
    }
}

fn default_size(argument: &InputValueDefinition) -> Option<u64> {
    match &argument.default_value.as_ref()?.node {
        Value::Number(number) => Some(super::cost::size(number)),
        _ => None,
    }
}

/// The named type inside lists.
pub(super) fn named(given: &Type) -> &Name {
    match &given.base {
        BaseType::Named(name) => name,
        BaseType::List(inner) => named(inner),
    }
}
