#!/usr/bin/env python3
"""Time and memory of the command line, as docs/measurements.md has them.

    cargo build --release && scripts/measure.py NEWS.jsonl [DIR]

NEWS.jsonl holds news in a field `text`; DIR is where large files go. Of several
runs the best counts: whatever else runs on the machine only makes them longer.
"""

import json, os, shutil, subprocess, sys, tempfile, time

ZHCLEAN = os.path.join(os.path.dirname(__file__), "..", "target", "release", "zhclean")


def run(command, stdin=os.devnull):
    """CPU seconds, seconds, and the most memory in MB of one run."""
    started = time.perf_counter()
    with open(stdin, "rb") as given, open(os.devnull, "wb") as out:
        child = subprocess.Popen(command, stdin=given, stdout=out, stderr=out)
        most, pid = 0, 0
        while pid == 0:
            # What the system says at the end counts this program's memory, too.
            with open(f"/proc/{child.pid}/status") as status:
                peak = [line.split()[1] for line in status if line.startswith("VmHWM")]
            most = max([most, *map(int, peak)])
            pid, code, used = os.wait4(child.pid, os.WNOHANG)
            time.sleep(0.0005 if time.perf_counter() - started < 0.1 else 0.02)
    child.returncode = os.waitstatus_to_exitcode(code)
    assert child.returncode == 0, command
    return used.ru_utime + used.ru_stime, time.perf_counter() - started, most / 1000


def best(times, command, stdin=os.devnull):
    return tuple(min(column) for column in zip(*(run(command, stdin) for _ in range(times))))


def start_up():
    cpu, wall, _ = best(30, [ZHCLEAN])
    print(f"empty input: {cpu * 1000:.1f} ms CPU, {wall * 1000:.1f} ms")


def json_lines(clean):
    """Clean text, against the codec alone."""
    size = os.path.getsize(clean) / 1e6
    packed = clean + ".zst"
    subprocess.run(["zstd", "-q", "-f", "-3", "-T1", clean, "-o", packed], check=True)
    codec, _, _ = best(3, ["sh", "-c", f"zstd -dcq -T1 {packed} | zstd -q -3 -T1"])
    print(f"{size:.1f} MB of clean JSON lines; unpacked and packed by zstd alone: {codec:.3f} s CPU")
    out = packed + ".out"
    for only in (["--only", "line-ends"], ["--only", "repair,normalize"], []):
        plain, _, _ = best(3, [ZHCLEAN, "-q", "--format", "jsonl", "-j1", *only], clean)
        zst, _, _ = best(3, [ZHCLEAN, "-q", "-j1", *only, "-o", out, packed])
        name = only[1] if only else "everything"
        print(f"  {name}: plain {size / plain:.0f} MB/s; .zst {zst:.3f} s, {zst / codec:.2f} of the codec")


def in_place(folder, files=2000):
    """Many small files, each of which changes, against writing over them."""
    old = ("他说&ldquo;好&rdquo;。\n" + "会议今天在北京开幕，各地代表参加了会议，讨论了明年的工作。\n" * 70).encode()
    new = old.replace(b"&ldquo;", "“".encode()).replace(b"&rdquo;", "”".encode())
    trees = 0

    def plant():
        # A new one each time: a file system avoids what was deleted a moment ago.
        nonlocal trees
        trees += 1
        tree = os.path.join(folder, f"tree{trees}")
        for n in range(files):
            path = os.path.join(tree, f"{n % 20:02}")
            os.makedirs(path, exist_ok=True)
            with open(os.path.join(path, f"{n}.txt"), "wb") as file:
                file.write(old)
        os.sync()
        return tree

    def over(tree):
        for path, _, names in os.walk(tree):
            for name in names:
                name = os.path.join(path, name)
                with open(name, "rb") as file:
                    file.read()
                with open(name, "wb") as file:
                    file.write(new)

    def timed(work):
        tree = plant()
        started = time.perf_counter()
        work(tree)
        return time.perf_counter() - started

    ways = {
        "truncate and write": over,
        "-i": lambda tree: run([ZHCLEAN, "-q", "-i", "--only", "html-entities", tree]),
        "-i -j1": lambda tree: run([ZHCLEAN, "-q", "-i", "-j1", "--only", "html-entities", tree]),
        "-i --no-backup": lambda tree: run([ZHCLEAN, "-q", "-i", "--no-backup", "--only", "html-entities", tree]),
    }
    times = {name: [] for name in ways}
    for _ in range(5):
        for name, work in ways.items():
            times[name].append(timed(work))
    yard = min(times["truncate and write"])
    for name, all_times in times.items():
        print(f"{files} files of {len(old)} bytes, {name}: {min(all_times):.2f} s, {min(all_times) / yard:.2f}")


def memory(clean, folder, size=1_000_000_000):
    """Inputs that no memory should hold."""
    with open(clean, "rb") as file:
        lines = file.read()
    text = "\n".join(json.loads(line)["text"] for line in lines.splitlines()).encode() + b"\n"
    one = text.replace(b"\n", b"").replace(b'"', b"").replace(b"\\", b"")
    inputs = [
        ("JSON lines", b"", lines, b"", ["--format", "jsonl"], 2),
        ("text", b"", text, b"", [], 2),
        ("one line of JSON", b'{"text":"', one, b'"}\n', ["--format", "jsonl"], 1),
        ("text of one line", b"", one, b"\n", [], 1),
    ]
    path = os.path.join(folder, "large")
    for name, head, part, tail, args, times in inputs:
        with open(path, "wb") as file:
            file.write(head)
            while file.tell() < size * times:
                file.write(part)
            file.write(tail)
        length = os.path.getsize(path) / 1e6
        cpu, _, most = run([ZHCLEAN, "-q", "-j2", "--only", "repair,normalize", *args], path)
        print(f"{length:.0f} MB, {name}: {most:.0f} MB of memory, {cpu:.0f} s CPU")
    os.remove(path)


def main():
    news, folder = sys.argv[1], tempfile.mkdtemp(dir=(sys.argv[2:] or [None])[0])
    try:
        clean = os.path.join(folder, "clean.jsonl")
        with open(news, "rb") as given, open(clean, "wb") as out:
            subprocess.run([ZHCLEAN, "-q", "--format", "jsonl"], stdin=given, stdout=out, check=True)
        start_up()
        json_lines(clean)
        in_place(folder)
        memory(clean, folder)
    finally:
        shutil.rmtree(folder)


main()
