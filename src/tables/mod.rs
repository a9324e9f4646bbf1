//! Generated, read-only tables. They import nothing.
