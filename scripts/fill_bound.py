#!/usr/bin/env python3
"""How much more a larger model would tell of the bytes that a decoder lost.

    scripts/fill_bound.py --count FILE… --held FILE…

Characters, pairs and triples are counted in the files of `--count`. In lines of the files of `--held` the last byte of
a character before ASCII or the end of the line is taken away, as a decoder of pairs does with UTF-8, and the character
is chosen by its neighbours among those that the other two bytes allow. Prints, in percent of the lines: what the
likeliest one gets right; filled in and wrong among these, for the probabilities from which one may fill it in.
"""

import argparse
import collections
import math
import random
import re

# What the model in the binary keeps, of those that save most.
KEPT = 131_072
# Absolute discounting: what each pair or triple that was met gives to those that were not.
DISCOUNT = 0.75
FROM = (0.88, 0.92, 0.95)
LINES = 3_000


def signs(line):
    line = re.sub("[0-9]", "0", line.strip())
    return "\n\n" + re.sub("[A-Z]", "A", re.sub("[a-z]", "a", line)) + "\n\n"


class Counts:
    def __init__(self, files):
        self.one, self.two, self.three = (collections.Counter() for _ in range(3))
        for file in files:
            with open(file, encoding="utf-8") as text:
                for line in map(signs, text):
                    self.one.update(line)
                    self.two.update(zip(line, line[1:]))
                    self.three.update(zip(line, line[1:], line[2:]))
        self.all = sum(self.one.values())

    def alone(self, ch):
        return (self.one.get(ch, 0) + 0.5) / (self.all + 0.5 * 30_000)

    def saves(self, pair, count):
        return count * math.log2(max(1.01, count / self.one[pair[0]] / self.alone(pair[1])))


class Backoff:
    """The counts of longer runs, and a shorter model for what was not met."""

    def __init__(self, runs, totals, shorter):
        self.runs, self.totals, self.shorter = runs, totals, shorter
        self.kept, self.kinds = collections.Counter(), collections.Counter()
        for run, count in runs.items():
            self.kept[run[:-1]] += count
            self.kinds[run[:-1]] += 1

    def __call__(self, *run):
        before = run[:-1]
        total = self.totals.get(before if len(before) > 1 else before[0], 0)
        rest = self.shorter(*run[1:])
        if not total:
            return rest
        left = max(0.02, 1 - (self.kept[before] - DISCOUNT * self.kinds[before]) / total)
        return max(self.runs.get(run, 0) - DISCOUNT, 0) / total + left * rest


def lost(file, rng):
    places = []
    with open(file, encoding="utf-8") as text:
        for line in map(signs, text):
            if 12 <= len(line) <= 84:
                fit = [i for i in range(2, len(line) - 2) if len(line[i].encode()) == 3 and line[i + 1].isascii()]
                places += [(line, rng.choice(fit))] if fit else []
    rng.shuffle(places)
    return places[:LINES]


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--count", nargs="+", required=True)
    args.add_argument("--held", nargs="+", required=True)
    args = args.parse_args()
    counts = Counts(args.count)
    best = sorted(counts.two.items(), key=lambda item: -counts.saves(*item))[:KEPT]
    kept = Backoff(dict(best), counts.one, counts.alone)
    pairs = Backoff(counts.two, counts.one, counts.alone)
    triples = Backoff(counts.three, counts.two, pairs)
    print(f"{len(counts.two):,} pairs, {len(counts.three):,} triples, of {counts.all:,} characters")
    alike = collections.defaultdict(list)
    for ch in counts.one:
        if len(ch.encode()) == 3:
            alike[ch.encode()[:2]].append(ch)
    models = [
        (f"{KEPT:,} pairs", lambda w: kept(*w[1:3]) * kept(*w[2:4])),
        ("all pairs", lambda w: pairs(*w[1:3]) * pairs(*w[2:4])),
        ("all triples", lambda w: triples(*w[:3]) * triples(*w[1:4]) * triples(*w[2:])),
    ]
    for file in args.held:
        places = lost(file, random.Random(5))
        for name, model in models:
            right, filled, wrong = 0, collections.Counter(), collections.Counter()
            for line, at in places:
                readings = alike.get(line[at].encode()[:2], [line[at]])
                chances = [model((*line[at - 2 : at], ch, *line[at + 1 : at + 3])) for ch in readings]
                chance, ch = max(zip(chances, readings))
                right += ch == line[at]
                for limit in FROM:
                    if chance >= limit * sum(chances):
                        filled[limit] += 1
                        wrong[limit] += ch != line[at]
            share = 100 / max(1, len(places))
            cells = "  ".join(f"from {l}: {filled[l] * share:4.1f}, {wrong[l] * share:3.1f} wrong" for l in FROM)
            print(f"{file.rsplit('/', 1)[-1]:24} {len(places):5} {name:14} likeliest {right * share:4.1f}  {cells}")


if __name__ == "__main__":
    main()
