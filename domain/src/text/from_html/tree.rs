//! The tree that the HTML parser builds: nodes in one vector, siblings linked, so that nothing recurses when the tree is
//! built, moved or dropped. What elements mean is in `walk.rs`.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, ExpandedName, QualName, local_name, ns};

/// The position of a node in its tree.
pub(super) type NodeId = usize;

/// What a node is. Comments and doctypes are never linked into the tree.
pub(super) enum Data {
    Text(StrTendril),
    Element { name: Rc<QualName>, attributes: Vec<Attribute> },
    Other,
}

struct Node {
    data: Data,
    parent: Option<NodeId>,
    previous: Option<NodeId>,
    next: Option<NodeId>,
    first: Option<NodeId>,
    last: Option<NodeId>,
}

/// A parsed tree; its root is node 0.
pub(super) struct Tree(Vec<Node>);

impl Tree {
    pub(super) const ROOT: NodeId = 0;

    pub(super) fn data(&self, id: NodeId) -> &Data {
        &self.0[id].data
    }

    pub(super) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.0[id].first, |child| self.0[*child].next)
    }

    /// The name of an HTML element; elements of SVG and MathML have none.
    pub(super) fn tag(&self, id: NodeId) -> Option<&str> {
        match &self.0[id].data {
            Data::Element { name, .. } if name.ns == ns!(html) => Some(&name.local),
            _ => None,
        }
    }

    pub(super) fn attribute(&self, id: NodeId, wanted: &str) -> Option<&str> {
        let Data::Element { attributes, .. } = &self.0[id].data else { return None };
        attributes.iter().find(|attribute| &*attribute.name.local == wanted).map(|attribute| &*attribute.value)
    }

    pub(super) fn has_class(&self, id: NodeId, is_wanted: impl Fn(&str) -> bool) -> bool {
        self.attribute(id, "class").is_some_and(|classes| classes.split_ascii_whitespace().any(is_wanted))
    }

    /// The node's descendants in document order.
    pub(super) fn descendants(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let mut at = id;
        std::iter::from_fn(move || {
            let mut next = self.0[at].first;
            while next.is_none() && at != id {
                next = self.0[at].next;
                if next.is_none() {
                    at = self.0[at].parent?;
                }
            }
            at = next?;
            Some(at)
        })
    }
}

/// What the parser holds of a node.
#[derive(Clone)]
pub(super) struct Handle {
    id: NodeId,
    name: Option<Rc<QualName>>,
}

/// Builds a [`Tree`] as the parser tells it to.
pub(super) struct Sink {
    nodes: RefCell<Vec<Node>>,
    nameless: QualName,
    made: Cell<usize>,
}

impl Sink {
    pub(super) fn new() -> Self {
        let sink = Self {
            nodes: RefCell::default(),
            nameless: QualName::new(None, ns!(), local_name!("")),
            made: Cell::new(0),
        };
        sink.make(Data::Other);
        sink
    }

    /// How many nodes there are, whether in the tree or not.
    pub(super) fn made(&self) -> usize {
        self.made.get()
    }

    fn make(&self, data: Data) -> Handle {
        let mut nodes = self.nodes.borrow_mut();
        let name = match &data {
            Data::Element { name, .. } => Some(Rc::clone(name)),
            _ => None,
        };
        nodes.push(Node { data, parent: None, previous: None, next: None, first: None, last: None });
        self.made.set(nodes.len());
        Handle { id: nodes.len() - 1, name }
    }

    fn insert(&self, parent: NodeId, before: Option<NodeId>, child: NodeOrText<Handle>) {
        let id = match child {
            NodeOrText::AppendNode(handle) => {
                if matches!(self.nodes.borrow()[handle.id].data, Data::Other) {
                    return; // A comment: text on both of its sides becomes one.
                }
                handle.id
            }
            NodeOrText::AppendText(text) => {
                let mut nodes = self.nodes.borrow_mut();
                let previous = before.map_or(nodes[parent].last, |before| nodes[before].previous);
                if let Some(previous) = previous
                    && let Data::Text(present) = &mut nodes[previous].data
                {
                    present.push_tendril(&text);
                    return;
                }
                drop(nodes);
                self.make(Data::Text(text)).id
            }
        };
        self.unlink(id);
        let mut nodes = self.nodes.borrow_mut();
        let previous = before.map_or(nodes[parent].last, |before| nodes[before].previous);
        nodes[id].parent = Some(parent);
        nodes[id].previous = previous;
        nodes[id].next = before;
        match previous {
            Some(previous) => nodes[previous].next = Some(id),
            None => nodes[parent].first = Some(id),
        }
        match before {
            Some(before) => nodes[before].previous = Some(id),
            None => nodes[parent].last = Some(id),
        }
    }

    fn unlink(&self, id: NodeId) {
        let mut nodes = self.nodes.borrow_mut();
        let (parent, previous, next) = (nodes[id].parent.take(), nodes[id].previous.take(), nodes[id].next.take());
        let Some(parent) = parent else { return };
        match previous {
            Some(previous) => nodes[previous].next = next,
            None => nodes[parent].first = next,
        }
        match next {
            Some(next) => nodes[next].previous = previous,
            None => nodes[parent].last = previous,
        }
    }

    fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.nodes.borrow()[id].parent
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Tree;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Tree {
        Tree(self.nodes.into_inner())
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle { id: Tree::ROOT, name: None }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        target.name.as_deref().unwrap_or(&self.nameless).expanded()
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _flags: ElementFlags) -> Handle {
        self.make(Data::Element { name: Rc::new(name), attributes })
    }

    fn create_comment(&self, _text: StrTendril) -> Handle {
        self.make(Data::Other)
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> Handle {
        self.make(Data::Other)
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.insert(parent.id, None, child);
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        match self.parent(element.id) {
            Some(parent) => self.insert(parent, Some(element.id), child),
            None => self.insert(previous.id, None, child),
        }
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public: StrTendril, _system: StrTendril) {}

    /// A template's contents go to a node outside of the tree, since they are no part of the text.
    fn get_template_contents(&self, _target: &Handle) -> Handle {
        self.make(Data::Other)
    }

    fn same_node(&self, one: &Handle, other: &Handle) -> bool {
        one.id == other.id
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        if let Some(parent) = self.parent(sibling.id) {
            self.insert(parent, Some(sibling.id), child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, attributes: Vec<Attribute>) {
        if let Data::Element { attributes: present, .. } = &mut self.nodes.borrow_mut()[target.id].data {
            for attribute in attributes {
                if !present.iter().any(|other| other.name == attribute.name) {
                    present.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.unlink(target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let children: Vec<NodeId> = {
            let nodes = self.nodes.borrow();
            std::iter::successors(nodes[node.id].first, |child| nodes[*child].next).collect()
        };
        for id in children {
            self.insert(new_parent.id, None, NodeOrText::AppendNode(Handle { id, name: None }));
        }
    }
}
