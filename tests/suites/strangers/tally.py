# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of what was right and what was wrong."""
from clean import CLEAN
from faults import FAULTS
from pairs import PAIRS

BINS = ((0.0, 0.5), (0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01))


def counted(results):
    return [r for r in results if r["state"] in ("right", "wrong", "not known")]


def share(part, whole):
    return f"{part:3d} of {whole:3d}" + (f" {100 * part / whole:4.0f} %" if whole else "       ")


def rights(results):
    return sum(r["state"] == "right" for r in results)


def cells_of(rows, songs):
    """Returns a cell for each song: how many of its trials are right."""
    cells = []
    for song in songs:
        of_song = [r for r in rows if r["song"] == song]
        cells.append(f" {rights(of_song):>7d} of {len(of_song):d}" if of_song else f" {'-':>12}")
    return "".join(cells)


def plain_table(results, songs, what):
    """Yields a line for each kind of pair or clean set."""
    titles = [row.name for row in CLEAN] if what == "clean" else [" and ".join(pair) for pair in PAIRS]
    title = "clean sets without an alarm" if what == "clean" else "pairs with both named"
    yield f"{title:48}" + "".join(f" {song[:12]:>12}" for song in songs)
    for at, name in enumerate(titles):
        rows = [r for r in counted(results) if r[what] == at]
        if rows:
            yield f"{name:48}" + cells_of(rows, songs) + f" {share(rights(rows), len(rows)):>16}"
    yield f"{'all':48}" + f"{'':{13 * len(songs)}} {share(rights(counted(results)), len(counted(results))):>16}"


def fault_table(results, songs):
    """Yields a line for each kind of fault: right answers by song and in all."""
    short = [song[:12] for song in songs]
    yield f"{'fault':32}" + "".join(f" {name:>12}" for name in short) + f" {'right':>14}  not known  wrong  wrong at 90 %"
    for at, fault in enumerate(FAULTS):
        rows = [r for r in counted(results) if r["fault"] == at]
        if not rows:
            continue
        wrong = [r for r in rows if r["state"] == "wrong"]
        yield (f"{fault.name:32}" + cells_of(rows, songs) + f" {share(rights(rows), len(rows)):>14}  {sum(r['state'] == 'not known' for r in rows):9d}"
               f"  {len(wrong):5d}  {sum(r['confidence'] >= 0.9 for r in wrong):13d}")


def fault_total(results):
    rows = counted(results)
    wrong = [r for r in rows if r["state"] == "wrong"]
    return (f"kind and stem right: {share(rights(rows), len(rows))}; not known {sum(r['state'] == 'not known' for r in rows)}, "
            f"wrong {len(wrong)}, wrong with 90 % and more {sum(r['confidence'] >= 0.9 for r in wrong)}")


def calibration(results):
    """Yields the plot of the confidence against the share that is right."""
    rows = [r for r in counted(results) if r.get("answers")]
    yield "confidence   right            0 %       25 %      50 %      75 %      100 %"
    for low, high in BINS:
        part = [r for r in rows if low <= r["confidence"] < high]
        right = sum(r["nearest"] for r in part)
        mean = sum(r["confidence"] for r in part) / len(part) if part else 0
        bar = ["#" if part and i < round(40 * right / len(part)) else "." for i in range(41)]
        bar[round(40 * mean)] = "|" if part else bar[0]
        yield f"{low:.1f} to {min(high, 1.0):.1f}   {share(right, len(part))}   {''.join(bar)}"
    yield "(# is the share that is right, | the mean of the confidence; under 0.5 the answer is told as not known)"


def sure(results):
    """Returns how many of the answers with 90 % and more are right, and how many there are."""
    rows = [r for r in counted(results) if r.get("answers") and r["confidence"] >= 0.9]
    return sum(r["nearest"] for r in rows), len(rows)


def title_of(result):
    if result["what"] == "clean":
        return f"alarm: {CLEAN[result['clean']].name}, floor {result['floor_db']}, peak {result['peak_db']}, bound {result['bound_db']}"
    if result["what"] == "pair":
        return f"wrong: {' and '.join(PAIRS[result['pair']])} ({result['where']})"
    return f"{result['state']}: {FAULTS[result['fault']].name} {result['strength']} in {result['where']}"


def misses(results):
    """Yields what was not right, with the answers that were given."""
    for r in counted(results):
        if r["state"] != "right":
            yield f"{title_of(r)} of {r['song']}, residual {r['residual_db']} dBFS"
            yield from (f"    {a['confidence']:.2f} {a['kind']} {a['place']}: {a['evidence']}" for a in r["answers"])
