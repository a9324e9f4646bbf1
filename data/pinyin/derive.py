"""Writes readings.txt and traditional.txt beside this file.

    pip install pypinyin==0.55.0 opencc-python-reimplemented==0.1.7
    python3 derive.py
"""
import collections, json, pathlib
import opencc, pypinyin
from pypinyin.constants import PINYIN_DICT

here = pathlib.Path(__file__).parent
gbk = [c for c in map(chr, range(0x4E00, 0x9FA6)) if c.encode("gbk", "ignore")]

# The reading that programs give a character which they read on its own.
by_reading = collections.defaultdict(list)
for c in gbk:
    if ord(c) in PINYIN_DICT:
        by_reading[pypinyin.pinyin(c)[0][0]].append(c)
lines = (f"{reading} {''.join(chars)}\n" for reading, chars in sorted(by_reading.items()))
(here / "readings.txt").write_text("".join(lines), encoding="utf-8")

# Traditional characters by the simplified one that stands for them.
folder = pathlib.Path(opencc.__file__).parent / "dictionary"
def read(name):
    rows = (line.split("\t") for line in (folder / name).read_text("utf-8").splitlines())
    return {row[0]: row[1].split() for row in rows if len(row) == 2 and len(row[0]) == 1}
simplified = {}
for s, ts in read("STCharacters.txt").items():
    for t in ts:
        simplified.setdefault(t, s)
for t, ss in read("TSCharacters.txt").items():
    simplified[t] = ss[0]
# Converters older than OpenCC write 著 for every 着.
simplified["著"] = "着"
by_simplified = collections.defaultdict(list)
for t, s in simplified.items():
    if t != s and t in set(gbk) and s in set(gbk):
        by_simplified[s].append(t)
lines = (s + "".join(sorted(ts)) + "\n" for s, ts in sorted(by_simplified.items()))
(here / "traditional.txt").write_text("".join(lines), encoding="utf-8")
