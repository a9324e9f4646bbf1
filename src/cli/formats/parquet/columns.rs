//! Which columns of a Parquet file hold the text.

use anyhow::Result;
use parquet::{
    basic::{ConvertedType, LogicalType, Repetition, Type as Physical},
    schema::types::{ColumnDescriptor, SchemaDescriptor, Type},
};

use crate::cli::{
    formats::{cells, fields::Fields},
    work::Work,
};

/// A column that is cleaned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// Which one of the leaves of the schema.
    pub(super) leaf: usize,
    /// Bytes in an encoding that nobody states, and not UTF-8 by promise.
    pub(super) bytes: bool,
    /// A value of it may be null by itself.
    pub(super) optional: bool,
}

/// The columns that `--field` names, or else the first of the usual ones.
///
/// # Errors
///
/// When there is none, or one that is named holds no text.
pub(super) fn choose(work: &Work, schema: &SchemaDescriptor) -> Result<Vec<Column>> {
    cells::choose(work, |fields| find(schema, fields), || texts(schema))
}

fn find(schema: &SchemaDescriptor, fields: &Fields) -> Vec<Column> {
    let mut walk = Walk { schema, leaf: 0, found: Vec::new() };
    walk.node(schema.root_schema(), &[Some(fields)]);
    walk.found
}

/// The text columns, by the names that `--field` takes.
fn texts(schema: &SchemaDescriptor) -> String {
    let texts: Vec<String> =
        schema.columns().iter().filter(|column| is_text(column).is_some()).map(named).collect();
    texts.join(", ")
}

/// `段落[].内容` of 段落.list.element.内容.
fn named(column: &std::sync::Arc<ColumnDescriptor>) -> String {
    let mut name = String::new();
    let mut parts = column.path().parts().iter().peekable();
    while let Some(part) = parts.next() {
        if part == "list" && parts.peek().is_some_and(|p| *p == "element" || *p == "item") {
            name += "[]";
            parts.next();
            continue;
        }
        if !name.is_empty() {
            name.push('.');
        }
        name += part;
    }
    name
}

/// Whether it holds text, and whether as bytes that do not say what they are.
fn is_text(column: &ColumnDescriptor) -> Option<bool> {
    if column.physical_type() != Physical::BYTE_ARRAY {
        return None;
    }
    match (column.logical_type_ref(), column.converted_type()) {
        (Some(LogicalType::String), _) | (None, ConvertedType::UTF8) => Some(false),
        (None, ConvertedType::NONE) => Some(true),
        // JSON, BSON, enums, numbers: no text to clean.
        _ => None,
    }
}

/// Walks the schema and the names of the fields side by side.
struct Walk<'s> {
    schema: &'s SchemaDescriptor,
    leaf: usize,
    found: Vec<Column>,
}

impl Walk<'_> {
    /// `fields` is what may be meant by this node, and below it.
    fn node(&mut self, node: &Type, fields: &[Option<&Fields>]) {
        let fields: Vec<&Fields> = fields.iter().flatten().copied().collect();
        if node.is_primitive() {
            let column = self.schema.column(self.leaf);
            if fields.iter().any(|fields| fields.here())
                && let Some(bytes) = is_text(&column)
            {
                let optional = node.get_basic_info().repetition() == Repetition::OPTIONAL;
                self.found.push(Column { leaf: self.leaf, bytes, optional });
            }
            self.leaf += 1;
            return;
        }
        for child in node.get_fields() {
            let mut below: Vec<Option<&Fields>> =
                fields.iter().map(|fields| fields.key(child.name())).collect();
            let repeated = child.get_basic_info().has_repetition()
                && child.get_basic_info().repetition() == Repetition::REPEATED;
            if repeated && is_list(node) {
                self.elements(child, &fields, &below);
                continue;
            }
            if repeated {
                // A repeated field without a list around it, as protobuf writes it.
                below = below.iter().flatten().map(|fields| fields.each()).collect();
            }
            self.node(child, &below);
        }
    }

    /// What is in a list: `repeated group list { element }`, or in old files
    /// `repeated element`.
    fn elements(&mut self, repeated: &Type, fields: &[&Fields], physical: &[Option<&Fields>]) {
        let mut each: Vec<Option<&Fields>> = fields.iter().map(|fields| fields.each()).collect();
        if repeated.is_primitive() || repeated.get_fields().len() != 1 {
            each.extend(physical);
            return self.node(repeated, &each);
        }
        let element = &repeated.get_fields()[0];
        each.extend(physical.iter().flatten().map(|fields| fields.key(element.name())));
        self.node(element, &each);
    }
}

fn is_list(node: &Type) -> bool {
    let info = node.get_basic_info();
    matches!(info.logical_type_ref(), Some(LogicalType::List))
        || info.converted_type() == ConvertedType::LIST
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use parquet::schema::parser::parse_message_type;

    use super::*;

    fn found(fields: &[&str]) -> Vec<(String, bool)> {
        let message = "message m {
            optional binary text (STRING);
            required binary raw;
            optional int64 n;
            optional binary j (JSON);
            optional group meta { optional binary body (STRING); }
            optional group 段落 (LIST) { repeated group list { optional group element {
                optional binary 内容 (UTF8); optional int32 行号; } } }
            optional group tags (LIST) { repeated binary array (UTF8); }
            repeated group p { required binary t (STRING); }
        }";
        let schema = SchemaDescriptor::new(Arc::new(parse_message_type(message).unwrap()));
        let mut tree = Fields::default();
        fields.iter().for_each(|name| tree.add(name).unwrap());
        let named = |c: &Column| (named(&schema.column(c.leaf)), c.bytes);
        find(&schema, &tree).iter().map(named).collect()
    }

    #[test]
    fn columns_are_found_by_the_names_of_fields() {
        let text = |name: &str| vec![(name.to_owned(), false)];
        assert_eq!(found(&["text"]), text("text"));
        assert_eq!(found(&["meta.body"]), text("meta.body"));
        assert_eq!(found(&["段落[].内容"]), text("段落[].内容"));
        assert_eq!(found(&["段落.list.element.内容"]), text("段落[].内容"));
        assert_eq!(found(&["tags[]"]), text("tags.array"));
        assert_eq!(found(&["p[].t"]), text("p.t"));
        assert_eq!(found(&["raw"]), [("raw".to_owned(), true)]);
    }

    #[test]
    fn what_is_no_text_is_not_found() {
        let names = ["n", "j", "meta", "段落", "段落[]", "段落[].行号", "text.x", "p.t", "none"];
        for name in names {
            assert_eq!(found(&[name]), [], "{name}");
        }
    }
}
