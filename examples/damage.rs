//! Damages clean text in a known way:
//!
//!     cargo run --example damage -- utf8-as-gbk entities < clean.txt > damaged.txt
//!     cargo run --example damage -- --to big5 < clean.txt > big5.txt
//!
//! The kinds of damage are the branches of `apply` in `tests/common/damage.rs`.
#[path = "../tests/common/damage.rs"]
mod damage;

use std::{
    env,
    io::{self, Read, Write},
};

fn main() -> io::Result<()> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    let mut encoding = "utf-8".to_owned();
    let mut args = env::args().skip(1);
    while let Some(how) = args.next() {
        if how == "--to" {
            encoding = args.next().unwrap_or_else(|| panic!("--to needs an encoding"));
        } else {
            text = damage::apply(&how, &text);
        }
    }
    io::stdout().write_all(&damage::encode(&encoding, &text))
}
