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


def false_names(results):
    """Returns how many faults were told with 90 % and more that did not happen."""
    return sum(confidence >= 0.9 and not right for r in results for confidence, right in r["names"])


def fault_table(results, songs):
    """Yields a line for each kind of fault: right answers by song and in all."""
    yield (f"{'fault':32}" + "".join(f" {song[:12]:>12}" for song in songs) + f" {'right':>14}  not known  wrong  false at 90 %")
    for at, fault in enumerate(FAULTS):
        rows = [r for r in counted(results) if r["fault"] == at]
        if rows:
            yield (f"{fault.name:32}" + cells_of(rows, songs) + f" {share(rights(rows), len(rows)):>14}  {states(rows, 'not known'):9d}"
                   f"  {states(rows, 'wrong'):5d}  {false_names(rows):13d}")


def states(results, state):
    return sum(r["state"] == state for r in results)


def fault_total(results):
    rows = counted(results)
    return (f"kind and stem right: {share(rights(rows), len(rows))}; not known {states(rows, 'not known')}, wrong {states(rows, 'wrong')}, "
            f"told with 90 % and more and false {false_names(rows)}")


def calibration(results):
    """Yields the plot of the confidence against the share that is right, of all faults that were told."""
    names = [name for r in counted(results) for name in r["names"]]
    yield "confidence   right            0 %       25 %      50 %      75 %      100 %"
    for low, high in BINS:
        part = [(confidence, right) for confidence, right in names if low <= confidence < high]
        right = sum(right for _, right in part)
        bar = ["#" if part and i < round(40 * right / len(part)) else "." for i in range(41)]
        if part:
            bar[round(40 * sum(confidence for confidence, _ in part) / len(part))] = "|"
        yield f"{low:.1f} to {min(high, 1.0):.1f}   {share(right, len(part))}   {''.join(bar)}"
    yield "(# is the share that is right, | the mean of the confidence; under 0.5 the answer is told as not known)"


def sure(results):
    """Returns how many of the faults that were told with 90 % and more are right, and how many there are."""
    names = [right for r in counted(results) for confidence, right in r["names"] if confidence >= 0.9]
    return sum(names), len(names)


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
            yield from (f"    {'' if a['leads'] else 'or '}{a['confidence']:.2f} {a['kind']} {a['place']}: {a['evidence']}" for a in r["answers"])
