//! Generated, read-only tables. They import nothing.
pub(crate) mod entities;
