//! What names a row: the values of another column.

use std::io;

use parquet::{
    basic::Type as Physical,
    column::reader::{ColumnReader, ColumnReaderImpl},
    data_type::{ByteArray, DataType},
    schema::types::SchemaDescriptor,
};
use serde_json::Value;

use super::damaged;

/// The column called `name`, if it has one plain value a row.
pub(super) fn column(schema: &SchemaDescriptor, name: &str) -> Option<usize> {
    schema.columns().iter().position(|column| {
        let plain = [Physical::BYTE_ARRAY, Physical::INT32, Physical::INT64];
        column.path().string() == name
            && column.max_rep_level() == 0
            && plain.contains(&column.physical_type())
    })
}

/// The values of the next `rows` rows; null where there is none, or no text.
pub(super) fn values(
    reader: &mut ColumnReader,
    deepest: i16,
    rows: usize,
) -> io::Result<Vec<Value>> {
    let text = |bytes: ByteArray| str::from_utf8(bytes.data()).map_or(Value::Null, Value::from);
    match reader {
        ColumnReader::ByteArrayColumnReader(reader) => typed(reader, deepest, rows, text),
        ColumnReader::Int32ColumnReader(reader) => typed(reader, deepest, rows, Value::from),
        ColumnReader::Int64ColumnReader(reader) => typed(reader, deepest, rows, Value::from),
        _ => Ok(vec![Value::Null; rows]),
    }
}

fn typed<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    deepest: i16,
    rows: usize,
    value: impl Fn(T::T) -> Value,
) -> io::Result<Vec<Value>> {
    let (mut def, mut values) = (Vec::new(), Vec::new());
    let (read, ..) =
        reader.read_records(rows, Some(&mut def), None, &mut values).map_err(damaged)?;
    if read != rows {
        return Err(damaged(format!("a column ends {} rows before its row group", rows - read)));
    }
    let mut values = values.into_iter().map(value);
    // Of a column that may hold no nulls there are no levels.
    let there = |row: usize| def.get(row).is_none_or(|def| *def == deepest);
    Ok((0..rows)
        .map(|row| there(row).then(|| values.next()).flatten().unwrap_or_default())
        .collect())
}
