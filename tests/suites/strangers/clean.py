# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets of files in which nothing is wrong: the same stems and their mix, printed by other programs.

The sources are float32 files. Each row says how the stems are printed, how the mix is summed (of the sources, or of the printed
stems), and with which options stemprint must pass the set."""
import collections
import pathlib

import numpy

from changes import run
from songs import SECONDS
from sound import read_wav, rounded, write_floats, write_integers

Clean = collections.namedtuple("Clean", "name stems mix options")


def printed_by_numpy(bits, dither=None):
    def write(sound, _source, path, random):
        path = path.with_suffix(".wav")
        if bits == "float":
            write_floats(path, sound)
        elif dither == "truncated":
            write_integers(path, numpy.floor(sound * (1 << (bits - 1))).astype(int), bits)
        elif dither == "rpdf":
            write_integers(path, rounded(sound + (random.random(sound.shape) - 0.5) / (1 << (bits - 1)), bits), bits)
        else:
            write_integers(path, rounded(sound, bits, random if dither else None), bits)
        return path
    return write


def printed_by_sox(*words, suffix=".wav"):
    """words: the options of the output file, and behind "|" the effects."""
    at = words.index("|") if "|" in words else len(words)

    def write(_sound, source, path, _random):
        run("sox", *(["-D"] if "-D" in words else []), source, *[w for w in words[:at] if w != "-D"], path.with_suffix(suffix), *words[at + 1:])
        return path.with_suffix(suffix)
    return write


def printed_by_ffmpeg(*words, suffix=".wav"):
    def write(_sound, source, path, _random):
        run("ffmpeg", "-nostdin", "-y", "-v", "error", "-i", source, *words, path.with_suffix(suffix))
        return path.with_suffix(suffix)
    return write


def printed_by_ecasound(bits):
    def write(_sound, source, path, _random):
        run("ecasound", "-q", "-i", source, f"-f:{bits},2,48000", "-o", path.with_suffix(".wav"))
        return path.with_suffix(".wav")
    return write


def by_lot(*writers):
    """Each stem is printed by one of the writers, drawn by lot."""
    def write(sound, source, path, random):
        return writers[int(random.integers(len(writers)))](sound, source, path, random)
    return write


def summed_by_sox(*words):
    at = words.index("|") if "|" in words else len(words)

    def sum_up(files, path, _random):
        inputs = [w for f in files for w in ("-v", "1", f)]
        run("sox", *(["-D"] if "-D" in words else []), "-m", *inputs, *[w for w in words[:at] if w != "-D"], path.with_suffix(".wav"), *words[at + 1:])
        return path.with_suffix(".wav")
    return sum_up


def summed_by_ffmpeg(*words, suffix=".wav", after="", backwards=False):
    def sum_up(files, path, _random):
        inputs = [w for f in (files[::-1] if backwards else files) for w in ("-i", f)]
        run("ffmpeg", "-nostdin", "-y", "-v", "error", *inputs, "-filter_complex", f"amix=inputs={len(files)}:normalize=0{after}", *words,
            path.with_suffix(suffix))
        return path.with_suffix(suffix)
    return sum_up


def summed_by_csound(*words):
    def sum_up(files, path, _random):
        lines = [f' a{side}{i} init 0' for i in range(len(files)) for side in "lr"]
        lines += [f' al{i}, ar{i} diskin2 "{f}", 1, 0, 0, 0, 1' for i, f in enumerate(files)]
        total = [" + ".join(f"a{side}{i}" for i in range(len(files))) for side in "lr"]
        path.with_suffix(".csd").write_text(
            "<CsoundSynthesizer>\n<CsInstruments>\nsr=48000\nksmps=64\nnchnls=2\n0dbfs=1\ninstr 1\n" + "\n".join(lines)
            + f"\n outs {total[0]}, {total[1]}\nendin\n</CsInstruments>\n<CsScore>\ni1 0 {SECONDS}\ne\n</CsScore>\n</CsoundSynthesizer>\n", encoding="utf-8")
        run("csound", "-d", "-m0", "-W", *words, "-o", path.with_suffix(".wav"), path.with_suffix(".csd"))
        return path.with_suffix(".wav")
    return sum_up


def summed_by_ecasound(bits):
    def sum_up(files, path, _random):
        chains = [w for i, f in enumerate(files) for w in (f"-a:{i}", "-i", f)]
        run("ecasound", "-q", "-b:2048", "-z:mixmode,sum", *chains, "-a:all", f"-f:{bits},2,48000", "-o", path.with_suffix(".wav"))
        return path.with_suffix(".wav")
    return sum_up


def summed_by_numpy(bits, dither=False, single=False):
    """single: in float32, from the last file to the first."""
    def sum_up(files, path, random):
        sounds = [read_wav(f) for f in files]
        if single:
            total = numpy.zeros(sounds[0].shape, numpy.float32)
            for sound in reversed(sounds):
                total += sound.astype(numpy.float32)
        else:
            total = numpy.sum(sounds, axis=0)
        return printed_by_numpy(bits, dither)(total.astype(float), None, path, random)
    return sum_up


def of_sources(sum_up):
    return "sources", sum_up


def of_stems(sum_up):
    return "stems", sum_up


def shorter(write):
    """The stem ends where it falls silent; the null test takes files of different lengths then."""
    def cut(sound, source, path, random):
        level = numpy.abs(sound).max(axis=1) > 0
        end = len(sound) - int(numpy.argmax(level[::-1]))
        return write(sound[:end], source, path, random)
    return cut


def longer(write, frames):
    def pad(sound, source, path, random):
        return write(numpy.vstack([sound, numpy.zeros((int(random.integers(1, frames)), 2))]), source, path, random)
    return pad


ALLOW = ("--allow-length",)
F32 = ("-c:a", "pcm_f32le")


def one_dither(method, bits=16):
    """The resampler's dither, which FFmpeg makes alike for every file."""
    if bits == 24:
        return f"aresample=osf=s32:output_sample_bits=24:dither_method={method}"
    return f"aresample=osf=s16:dither_method={method}"


FLAC24 = ("-c:a", "flac", "-sample_fmt", "s32", "-bits_per_raw_sample", "24")
CLEAN = [
    Clean("SoX: 24 bit, sum of the stems", printed_by_sox("-D", "-b", "24"), of_stems(summed_by_sox("-D", "-b", "24")), ()),
    Clean("SoX: 24 bit, mix 16 bit with dither", printed_by_sox("-D", "-b", "24"), of_stems(summed_by_sox("-b", "16", "|", "dither")), ()),
    Clean("SoX: 24 bit, mix 16 bit shaped", printed_by_sox("-D", "-b", "24"), of_stems(summed_by_sox("-b", "16", "|", "dither", "-s")), ()),
    Clean("SoX: 24 bit, float mix", printed_by_sox("-D", "-b", "24"), of_stems(summed_by_sox("-D", "-b", "32", "-e", "floating-point")), ()),
    Clean("SoX: 16 bit with dither, mix 24 bit", printed_by_sox("-b", "16", "|", "dither"), of_sources(summed_by_sox("-D", "-b", "24")), ()),
    Clean("SoX: 16 bit shaped, mix 24 bit", printed_by_sox("-b", "16", "|", "dither", "-f", "lipshitz"), of_sources(summed_by_sox("-D", "-b", "24")), ()),
    Clean("SoX: AIFF 24 bit, mix 32 bit", printed_by_sox("-D", "-b", "24", suffix=".aiff"), of_sources(summed_by_sox("-D", "-b", "32", "-e", "signed")), ()),
    Clean("FFmpeg: 24 bit truncated, both", printed_by_ffmpeg("-c:a", "pcm_s24le"), of_sources(summed_by_ffmpeg("-c:a", "pcm_s24le")), ()),
    Clean("FFmpeg: 16 bit, both", printed_by_ffmpeg("-c:a", "pcm_s16le"), of_sources(summed_by_ffmpeg("-c:a", "pcm_s16le")), ()),
    Clean("FFmpeg: float, other order", printed_by_ffmpeg(*F32), of_sources(summed_by_ffmpeg(*F32, backwards=True)), ()),
    Clean("FFmpeg: FLAC 24 bit, mix FLAC 16 bit dithered", printed_by_ffmpeg(*FLAC24, suffix=".flac"),
          of_stems(summed_by_ffmpeg("-c:a", "flac", suffix=".flac", after=",aresample=osf=s16:dither_method=triangular")), ()),
    Clean("FFmpeg: AIFF 24 bit, mix CAF 24 bit", printed_by_ffmpeg("-c:a", "pcm_s24be", suffix=".aiff"),
          of_sources(summed_by_ffmpeg("-c:a", "pcm_s24le", suffix=".caf")), ()),
    Clean("FFmpeg: 24 bit, float mix of the stems", printed_by_ffmpeg("-c:a", "pcm_s24le"), of_stems(summed_by_ffmpeg(*F32)), ()),
    *[Clean(f"FFmpeg: 16 bit, one dither in all files, {method}", printed_by_ffmpeg("-af", one_dither(method), "-c:a", "pcm_s16le"),
            of_sources(summed_by_ffmpeg("-c:a", "pcm_s16le", after="," + one_dither(method))), ())
      for method in ("rectangular", "triangular", "triangular_hp", "shibata", "f_weighted")],
    Clean("FFmpeg: 24 bit, one dither in all files", printed_by_ffmpeg("-af", one_dither("triangular", 24), "-c:a", "pcm_s24le"),
          of_sources(summed_by_ffmpeg("-c:a", "pcm_s24le", after="," + one_dither("triangular", 24))), ()),
    Clean("FFmpeg: 16 bit, one dither in all stems", printed_by_ffmpeg("-c:a", "pcm_s16le", "-dither_method", "triangular"),
          of_sources(summed_by_ffmpeg("-c:a", "pcm_s16le")), ()),
    Clean("csound: 24 bit of 24-bit stems", printed_by_numpy(24), of_stems(summed_by_csound("-3")), ()),
    Clean("csound: float mix of float stems", printed_by_numpy("float"), of_stems(summed_by_csound("-f")), ()),
    Clean("ecasound: 24 bit, both", printed_by_ecasound("s24_le"), of_sources(summed_by_ecasound("s24_le")), ()),
    Clean("ecasound: 16 bit, both", printed_by_ecasound("s16_le"), of_sources(summed_by_ecasound("s16_le")), ()),
    Clean("ecasound: 16 bit of 24-bit stems", printed_by_numpy(24, True), of_stems(summed_by_ecasound("s16_le")), ()),
    Clean("numpy: 16 bit truncated, both", printed_by_numpy(16, "truncated"), of_sources(summed_by_numpy(16, "truncated")), ()),
    Clean("numpy: 16 bit truncated, mix 24 bit", printed_by_numpy(16, "truncated"), of_sources(summed_by_numpy(24)), ()),
    Clean("numpy: 24 bit, mix 16 bit truncated", printed_by_numpy(24), of_stems(summed_by_numpy(16, "truncated")), ()),
    Clean("numpy: 16 bit, triangular dither", printed_by_numpy(16, True), of_sources(summed_by_numpy(16, True)), ()),
    Clean("numpy: 16 bit, rectangular dither, longer files", longer(printed_by_numpy(16, "rpdf"), 48000), of_sources(summed_by_numpy(16, True)), ALLOW),
    Clean("numpy: float32 sums from the last to the first", printed_by_numpy("float"), of_sources(summed_by_numpy("float", single=True)), ()),
    Clean("numpy: 24 bit, stems end early", shorter(printed_by_numpy(24)), of_sources(summed_by_numpy(24)), ALLOW),
    Clean("all: 16, 24, 32 bit and float by lot", by_lot(printed_by_numpy(16, True), printed_by_sox("-b", "24"), printed_by_ffmpeg(*F32),
                                                                  printed_by_ffmpeg("-c:a", "pcm_s32le")), of_sources(summed_by_ffmpeg("-c:a", "pcm_s24le")), ()),
]


def make(song, row, scratch, random):
    """Prints the set of a row into a folder, and returns the paths of mix and stems."""
    (scratch / "sources").mkdir(exist_ok=True)
    sources, stems = [], []
    for name, sound in zip(song.names, song.stems):
        sources.append(scratch / "sources" / f"{name}.wav")
        write_floats(sources[-1], sound)
        stems.append(pathlib.Path(row.stems(sound.astype(numpy.float32).astype(float), sources[-1], scratch / name, random)))
    of, sum_up = row.mix
    return [sum_up(sources if of == "sources" else stems, scratch / "mix", random), *stems]
