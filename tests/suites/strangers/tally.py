# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of what was right and what was wrong."""
from faults import FAULTS

BINS = ((0.0, 0.5), (0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01))


def counted(results):
    return [r for r in results if r["state"] in ("right", "wrong", "not known")]


def share(part, whole):
    return f"{part:3d} of {whole:3d}" + (f" {100 * part / whole:4.0f} %" if whole else "       ")


def rights(results):
    return sum(r["state"] == "right" for r in results)


def fault_table(results, songs):
    """Yields a line for each kind of fault: right answers by song and in all."""
    short = [song[:12] for song in songs]
    yield f"{'fault':32}" + "".join(f" {name:>12}" for name in short) + f" {'right':>14}  not known  wrong  wrong at 90 %"
    for at, fault in enumerate(FAULTS):
        rows = [r for r in counted(results) if r["fault"] == at]
        if not rows:
            continue
        cells = []
        for song in songs:
            of_song = [r for r in rows if r["song"] == song]
            cells.append(f" {rights(of_song):>8d} of {len(of_song)}" if of_song else f" {'-':>12}")
        wrong = [r for r in rows if r["state"] == "wrong"]
        yield (f"{fault.name:32}" + "".join(cells) + f" {share(rights(rows), len(rows)):>14}  {sum(r['state'] == 'not known' for r in rows):9d}"
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


def misses(results):
    """Yields what was not right, with the answers that were given."""
    for r in sorted(counted(results), key=lambda r: (r["fault"], r["index"], r["song"])):
        if r["state"] == "right":
            continue
        yield f"{r['state']}: {FAULTS[r['fault']].name} {r['strength']} in {r['where']} of {r['song']}, residual {r['residual_db']} dBFS"
        for a in r["answers"] or []:
            yield f"    {a['confidence']:.2f} {a['kind']} {a['place']}: {a['evidence']}"
        if not r["answers"]:
            yield "    no cause"
