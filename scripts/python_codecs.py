#!/usr/bin/env python3
"""Text that Python's own decoders damaged, and what zhclean makes of it.

    cargo build --release
    scripts/python_codecs.py --hans FILE… --hant FILE…

Lines of 8 to 80 characters are encoded, decoded by mistake with U+FFFD for what cannot be read, and cleaned with
`--only repair`. Prints in percent: exact; honest, which is the text that was meant with U+FFFD where it was not told;
left as it was; and wrong, which is anything else.
"""

import argparse
import json
import random
import re
import subprocess

CHANNELS = [
    ("utf-8", "gbk"), ("utf-8", "cp932"), ("utf-8", "cp950"),
    ("gbk", "cp950"), ("gbk", "cp932"), ("gbk", "cp949"), ("gbk", "utf-8"),
    ("cp950", "gbk"), ("cp950", "cp932"), ("cp950", "cp949"), ("cp950", "utf-8"),
]


def lines(files, count):
    picked = []
    for file in files:
        with open(file, encoding="utf-8") as text:
            fit = [line for line in text.read().split("\n") if 8 <= len(line) <= 80]
        random.Random(11).shuffle(fit)
        picked += fit[: count // len(files)]
    return picked


def is_honest(cleaned, meant):
    pattern = "".join(".{0,2}" if ch == "\ufffd" else re.escape(ch) for ch in cleaned)
    return "\ufffd" in cleaned and re.fullmatch(pattern, meant, re.S) is not None


def clean(binary, damaged):
    rows = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in damaged)
    run = subprocess.run([binary, "--only", "repair"], input=rows.encode(), capture_output=True, check=True)
    return [json.loads(row)["text"] for row in run.stdout.decode().splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--hans", nargs="*", default=[], help="simplified text, a paragraph a line")
    parser.add_argument("--hant", nargs="*", default=[], help="traditional text")
    parser.add_argument("--lines", type=int, default=300, help="of each script")
    parser.add_argument("--binary", default="target/release/zhclean")
    args = parser.parse_args()
    hans, hant = lines(args.hans, args.lines), lines(args.hant, args.lines)
    print(f"{'read as':22}{'lines':>6}{'exact':>7}{'honest':>8}{'left':>6}{'wrong':>7}")
    for right, wrong in CHANNELS:
        texts = {"utf-8": hans + hant, "gbk": hans, "cp950": hant}[right]
        # What the encoding does not have was never in the bytes.
        meant = [text.encode(right, "ignore").decode(right) for text in texts]
        damaged = [text.encode(right).decode(wrong, "replace") for text in meant]
        counts = {"exact": 0, "honest": 0, "left": 0, "wrong": 0}
        for cleaned, text, before in zip(clean(args.binary, damaged), meant, damaged):
            if cleaned == text:
                counts["exact"] += 1
            elif cleaned == before:
                counts["left"] += 1
            else:
                counts["honest" if is_honest(cleaned, text) else "wrong"] += 1
        if meant:
            exact, honest, left, bad = (100 * n / len(meant) for n in counts.values())
            name = f"{right} as {wrong}"
            print(f"{name:22}{len(meant):6}{exact:7.1f}{honest:8.1f}{left:6.1f}{bad:7.1f}")


if __name__ == "__main__":
    main()
