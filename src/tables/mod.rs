//! Generated, read-only tables. They import nothing.
pub(crate) mod cns11643;
pub(crate) mod entities;
pub(crate) mod lines;
pub(crate) mod pinyin;
pub(crate) mod plausible;
pub(crate) mod private_use;
pub(crate) mod radicals;
pub(crate) mod shadow;
pub(crate) mod wakes;
