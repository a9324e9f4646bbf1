#!/bin/sh
# Puts OpenCC 1.4.2 (static library, headers, dictionaries, command line tool)
# under third_party/, where .cargo/config.toml tells opencc-rust to look.
# Needed only for the feature `opencc`; nothing is compiled.
set -eu
cd "$(dirname "$0")/.."
[ -d third_party/opencc/opencc/clib/lib64 ] && exit 0
python3 -m pip install --quiet --no-deps --target third_party/opencc \
    --platform manylinux2014_x86_64 --python-version 3.11 --implementation cp \
    --only-binary=:all: opencc==1.4.2
