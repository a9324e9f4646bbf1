//! Which columns of a schema hold text, and where in a batch they lie.

use std::io;

use anyhow::{Result, bail};

use super::{damaged, flat::Table, messages::Batch};
use crate::cli::{
    formats::{cells, fields::Fields},
    work::{Name, Work},
};

/// No schema is deeper, and none has more columns.
const DEEPEST: usize = 64;
const MOST: usize = 1 << 20;

/// What says that a text is JSON.
const EXTENSION: &str = "ARROW:extension:name";
const JSON: &str = "arrow.json";

/// How the values of a column lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// Text behind offsets of four bytes, or of eight.
    Text {
        wide: bool,
    },
    /// Text behind views of it.
    Views,
    Int {
        width: usize,
        signed: bool,
    },
}

/// Where in a batch a column lies. Columns of views have as many buffers as
/// each batch says: of those before it only the number is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct At {
    pub(super) node: usize,
    pub(super) buffer: usize,
    pub(super) views: usize,
}

/// How the values of a list follow from its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Offsets { at: At, wide: bool },
    Fixed(u64),
}

/// A column of plain values.
#[derive(Clone, Debug)]
pub(super) struct Column {
    path: Vec<Step>,
    pub(super) at: At,
    pub(super) holds: Holds,
    /// Bytes in an encoding that nobody states, and not UTF-8 by promise.
    pub(super) bytes: bool,
    pub(super) nullable: bool,
    /// The lists around it, the outermost first.
    pub(super) lists: Vec<List>,
    /// Where its texts are, if it only has their numbers.
    pub(super) dictionary: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    Each,
}

/// What a column is in: a batch is like a struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    Struct,
    List,
}

/// What of a schema is asked for.
#[derive(Default)]
pub(super) struct Schema {
    /// The columns that are cleaned.
    pub(super) columns: Vec<Column>,
    /// The columns of the ids and of the addresses.
    pub(super) beside: [Option<Column>; 2],
}

impl At {
    /// Where the `n`th buffer of a column lies.
    pub(super) fn buffer(self, batch: &Batch, n: usize) -> io::Result<(i64, i64)> {
        let index = self.index(batch)?.checked_add(n);
        let lies = index.and_then(|index| batch.buffers.get(index)).copied();
        lies.ok_or_else(|| damaged("a batch has fewer columns than its schema"))
    }

    /// Which buffer of the batch is its first.
    pub(super) fn index(self, batch: &Batch) -> io::Result<usize> {
        let before = batch.views.get(..self.views);
        let before = before.ok_or_else(|| damaged("a batch has fewer columns than its schema"))?;
        let sum = before
            .iter()
            .try_fold(self.buffer, |sum, n| sum.checked_add(usize::try_from(*n).ok()?));
        sum.ok_or_else(|| damaged("a batch has more buffers than can be"))
    }

    /// How many values it has, and how many of them are null.
    pub(super) fn node(self, batch: &Batch) -> io::Result<(u64, i64)> {
        let node = batch.nodes.get(self.node);
        let node = node.and_then(|(len, nulls)| Some((u64::try_from(*len).ok()?, *nulls)));
        node.ok_or_else(|| damaged("a batch has fewer columns than its schema"))
    }
}

impl Column {
    fn text(&self) -> bool {
        !matches!(self.holds, Holds::Int { .. })
    }

    /// As `--field` names it.
    pub(super) fn name(&self) -> String {
        let mut name = String::new();
        for step in &self.path {
            match step {
                Step::Each => name += "[]",
                Step::Key(key) if name.is_empty() => name += key,
                Step::Key(key) => name.extend([".", key]),
            }
        }
        name
    }

    fn is_one_of(&self, fields: &Fields) -> bool {
        let end = self.path.iter().try_fold(fields, |fields, step| match step {
            Step::Key(key) => fields.key(key),
            Step::Each => fields.each(),
        });
        end.is_some_and(Fields::here)
    }

    /// The texts of its dictionary, which is a batch of one column.
    pub(super) fn in_dictionary(&self) -> Column {
        Column { at: At::default(), lists: Vec::new(), dictionary: None, ..self.clone() }
    }
}

/// The columns that are asked for.
///
/// # Errors
///
/// When there is none, when it cannot be read, or what is asked for cannot be.
pub(super) fn choose(work: &Work, table: Table<'_>, version: i16) -> Result<Schema> {
    let leads_nowhere = || damaged("its schema leads nowhere");
    if table.short(0) != 0 {
        bail!("its numbers are big-endian, which is not read; write it anew on this machine");
    }
    // Unions had one buffer more until the fifth version, counted from 0.
    let mut walk =
        Walk { next: At::default(), found: Vec::new(), fields: 0, nulls_of_unions: version < 4 };
    for field in table.tables(1) {
        walk.field(field.ok_or_else(leads_nowhere)?, Within::Struct, &[], &[], false)
            .ok_or_else(leads_nowhere)?;
    }
    let all = walk.found;
    let texts = || all.iter().filter(|column| column.text());
    let columns: Vec<Column> = cells::choose(
        work,
        |fields| texts().filter(|column| column.is_one_of(fields)).cloned().collect(),
        || texts().map(Column::name).collect::<Vec<_>>().join(", "),
    )?;
    for column in columns.iter().filter(|column| column.dictionary.is_some()) {
        let shares = |other: &&Column| {
            other.dictionary == column.dictionary && columns.iter().all(|c| c.at != other.at)
        };
        if let Some(other) = texts().find(shares) {
            let (name, other) = (column.name(), other.name());
            bail!(
                "'{name}' and '{other}' have one dictionary: both are cleaned, or neither \
                 (--field {name} --field {other})"
            );
        }
    }
    let beside = |name: &Option<Name>| -> Result<_> {
        let Some(Name { name, .. }) = name else { return Ok(None) };
        let plain = |column: &&Column| {
            column.lists.is_empty() && column.dictionary.is_none() && column.name() == *name
        };
        match all.iter().find(plain) {
            Some(column) => Ok(Some(column.clone())),
            None => bail!("it has no column '{name}' of plain values"),
        }
    };
    Ok(Schema { beside: [beside(&work.id)?, beside(&work.url)?], columns })
}

/// Walks a schema in the order in which a batch holds its columns.
struct Walk {
    next: At,
    found: Vec<Column>,
    fields: usize,
    nulls_of_unions: bool,
}

impl Walk {
    /// `None` when it leads nowhere. What is in a column that cannot be named
    /// is only counted.
    fn field(
        &mut self,
        field: Table<'_>,
        within: Within,
        path: &[Step],
        lists: &[List],
        hidden: bool,
    ) -> Option<()> {
        self.fields += 1;
        if path.len() > DEEPEST || self.fields > MOST {
            return None;
        }
        let path = match within {
            // What is in a list has a name that nobody chose.
            Within::List => [path, &[Step::Each]].concat(),
            Within::Struct => [path, &[Step::Key(field.text(0).to_owned())]].concat(),
        };
        let at = self.next;
        self.next.node += 1;
        let kind = field.byte(2);
        let details = field.table(3);
        if let Some(dictionary) = field.table(4) {
            self.next.buffer += 2;
            self.leaf(field, at, path, lists, hidden, Some(dictionary.long(0)));
            return Some(());
        }
        let mut below = lists.to_vec();
        let mut within = Within::Struct;
        let (buffers, hidden) = match kind {
            NULL | RUN_END_ENCODED => (0, true),
            BINARY | UTF8 | LARGE_BINARY | LARGE_UTF8 | INT | BINARY_VIEW | UTF8_VIEW => {
                self.leaf(field, at, path, lists, hidden, None);
                let views = matches!(kind, BINARY_VIEW | UTF8_VIEW);
                self.next.views += usize::from(views);
                self.next.buffer += if views || kind == INT { 2 } else { 3 };
                return Some(());
            }
            FLOATING_POINT | BOOL | DECIMAL | DATE | TIME | TIMESTAMP | INTERVAL
            | FIXED_SIZE_BINARY | DURATION => (2, true),
            STRUCT => (1, hidden),
            LIST | LARGE_LIST => {
                below.push(List::Offsets { at, wide: kind == LARGE_LIST });
                within = Within::List;
                (2, hidden)
            }
            FIXED_SIZE_LIST => {
                below.push(List::Fixed(u64::try_from(details?.int(0)).ok()?));
                within = Within::List;
                (1, hidden)
            }
            MAP => (2, true),
            LIST_VIEW | LARGE_LIST_VIEW => (3, true),
            UNION => {
                let dense = details?.short(0) == 1;
                (1 + usize::from(dense) + usize::from(self.nulls_of_unions), true)
            }
            _ => return None,
        };
        self.next.buffer += buffers;
        for child in field.tables(5) {
            self.field(child?, within, &path, &below, hidden)?;
        }
        Some(())
    }

    fn leaf(
        &mut self,
        field: Table<'_>,
        at: At,
        path: Vec<Step>,
        lists: &[List],
        hidden: bool,
        dictionary: Option<i64>,
    ) {
        let kind = field.byte(2);
        let holds = match (kind, field.table(3)) {
            (BINARY | UTF8, _) => Holds::Text { wide: false },
            (LARGE_BINARY | LARGE_UTF8, _) => Holds::Text { wide: true },
            (BINARY_VIEW | UTF8_VIEW, _) => Holds::Views,
            (INT, Some(details)) if dictionary.is_none() => {
                let width = usize::try_from(details.int(0) / 8).unwrap_or(0);
                Holds::Int { width, signed: details.byte(1) != 0 }
            }
            _ => return,
        };
        let json =
            field.tables(6).flatten().any(|pair| (pair.text(0), pair.text(1)) == (EXTENSION, JSON));
        if hidden || json {
            return;
        }
        self.found.push(Column {
            path,
            at,
            holds,
            bytes: matches!(kind, BINARY | LARGE_BINARY | BINARY_VIEW),
            nullable: field.byte(1) != 0,
            lists: lists.to_vec(),
            dictionary,
        });
    }
}

// The types of columns, as Schema.fbs numbers them.
const NULL: u8 = 1;
const INT: u8 = 2;
const FLOATING_POINT: u8 = 3;
const BINARY: u8 = 4;
const UTF8: u8 = 5;
const BOOL: u8 = 6;
const DECIMAL: u8 = 7;
const DATE: u8 = 8;
const TIME: u8 = 9;
const TIMESTAMP: u8 = 10;
const INTERVAL: u8 = 11;
const LIST: u8 = 12;
const STRUCT: u8 = 13;
const UNION: u8 = 14;
const FIXED_SIZE_BINARY: u8 = 15;
const FIXED_SIZE_LIST: u8 = 16;
const MAP: u8 = 17;
const DURATION: u8 = 18;
const LARGE_BINARY: u8 = 19;
const LARGE_UTF8: u8 = 20;
const LARGE_LIST: u8 = 21;
const RUN_END_ENCODED: u8 = 22;
const BINARY_VIEW: u8 = 23;
const UTF8_VIEW: u8 = 24;
const LIST_VIEW: u8 = 25;
const LARGE_LIST_VIEW: u8 = 26;
