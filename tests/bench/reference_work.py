#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the reference work S<N> as recipes.

usage: reference_work.py FOLDER-OF-SPEC N OUTPUT-FOLDER

NAME.yaml has the mix and four contribution stems, and NAME-buses.yaml the mix and the four buses. spec.py in the first
folder is the definition. PERF_DATA names the folder with its audio."""
import math
import os
import sys


def decibel(gain):
    return 20 * math.log10(gain)


def band(kind, frequency, gain, q):
    name = {"peak": "bell", "lowshelf": "lowshelf", "highshelf": "highshelf"}[kind]
    return f"{{ type: {name}, freq: {frequency} Hz, gain: {gain} dB, q: {q} }}"


def compressor(values, key=None):
    listen = f"key: {key}, " if key else ""
    return (f"- compressor: {{ {listen}threshold: {values['thr']} dB, ratio: {values['ratio']}, "
            f"attack: {values['att']} ms, release: {values['rel']} ms, knee: 6 dB }}")


def track(spec, t):
    bands = [f"{{ type: highpass, freq: {spec.HP} Hz }}"] + [band(*b) for b in t["eq"]]
    place = "balance" if t["stereo"] else "pan"
    lines = [f"  t{t['i']:02d}:",
             f"    source: {t['file']}",
             "    inserts:",
             f"      - eq: {{ bands: [ {', '.join(bands)} ] }}",
             f"      {compressor(spec.COMP)}",
             f"    fader: {t['gain']} dB",
             f"    {place}: {round(100 * t['pan'])}",
             f"    output: {t['group']}"]
    if t["send"]:
        lines += ["    sends:",
                  f"      - {{ to: reverb, level: {decibel(t['rev']):.4f} dB, tap: post-pan }}",
                  f"      - {{ to: echo, level: {decibel(t['dly']):.4f} dB, tap: post-pan }}"]
    return lines


def recipe(spec, tracks, title, directory, buses_alone):
    lines = ["version: 1", f"title: {title}", f"session: {{ sample_rate: {spec.SR} Hz, tail: none }}", "tracks:"]
    for t in tracks:
        lines += track(spec, t)
    lines.append("buses:")
    for group in spec.GROUPS:
        lines += [f"  {group}:", f"    stem: {group}", "    inserts:", f"      {compressor(spec.BUSCOMP)}",
                  f"      - eq: {{ bands: [ {', '.join(band(*b) for b in spec.BUSEQ)} ] }}"]
        if group == "bass":
            lines.append(f"      {compressor(spec.DUCK, 't00.post-pan')}")
        lines.append("    output: master")
    lines += ["auxes:", "  reverb:", f"    inserts: [ convolver: {{ file: {spec.DATA}/ir.wav }} ]", "    output: master",
              "  echo:", f"    inserts: [ delay: {{ time: {spec.DELAY['ms']} ms, feedback: {100 * spec.DELAY['fb']:g} % }} ]",
              "    output: master", "outputs:", "  master:", "    inserts:",
              f"      - eq: {{ bands: [ {', '.join(band(*b) for b in spec.MASTEREQ)} ] }}",
              f"      {compressor(spec.MASTERCOMP)}", f"      - gain: {spec.MASTERGAIN} dB",
              f"      - limiter: {{ ceiling: {spec.LIMIT} dBTP }}", "print:", f"  directory: {directory}",
              "  format: { container: wav, encoding: pcm24 }", "  mixes: { mix: { of: master } }"]
    if buses_alone:
        lines += ["  taps:"] + [f"    {group}: {group}.post-pan" for group in spec.GROUPS]
    else:
        lines.append("  stems: { of: master }")
    return "\n".join(lines) + "\n"


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    folder, count, output = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    sys.path.insert(0, folder)
    sys.dont_write_bytecode = True
    import spec
    tracks = spec.tracks(count)
    os.makedirs(output, exist_ok=True)
    for suffix, buses_alone in (("", False), ("-buses", True)):
        name = f"s{count}{suffix}"
        with open(os.path.join(output, f"{name}.yaml"), "w", encoding="ascii") as file:
            file.write(recipe(spec, tracks, f"S{count}", name, buses_alone))


main()
