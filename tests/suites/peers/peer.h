/* stemprint tests: SoX and FFmpeg beside stemprint, over the same file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_PEER_H
#define STEMPRINT_TESTS_PEER_H

#include "support/sound.h"

/** Which second implementation: by the name of its program. */
#define SOX "sox"
#define FFMPEG "ffmpeg"

/** Skips the test, saying so, where the program is not installed. */
void peer_need(const char *program);

/** Begins: a folder for the files. peer_end() takes it away. */
void peer_begin(void);
void peer_end(void);

/** Writes the source as in.wav, 64-bit float. */
void peer_source(const struct sound *sound);

/** Writes another file beside it, for both programs; and where it is, good for the next few calls. */
void peer_second_source(const char *name, const struct sound *sound);
const char *peer_second_path(const char *name);

/** What stemprint's program makes of in.wav as a track at that session rate with these inserts (a YAML list in one
   line; "" for none). The mix, float64 and stereo; sound_release() frees it. */
struct sound peer_stemprint(const char *inserts, unsigned rate);

/** A number of the loudness of that render's mix, from its report: "integrated", "true_peak", "range". */
double peer_stemprint_loudness(const char *key);

/** What the program makes of in.wav: effects of SoX (words apart by spaces), or a filter graph of FFmpeg (one word). */
struct sound peer_sox(const char *effects, unsigned rate);
struct sound peer_ffmpeg(const char *filters);

/** Runs SoX as it is told, words apart, NULL at the end. */
void peer_sox_run(const char *const *words);

/** What SoX's `stats`, or another effect at the end of the words, says first behind a label: "RMS lev dB". */
double peer_sox_figure(const char *const *words, const char *label);

/** FFmpeg's reading of out/mix.wav by its ebur128 filter: the last value of "I", "true_peak", "LRA". */
double peer_ffmpeg_loudness(const char *key);

/** The largest difference, in dBFS, over the frames from `start` that both have. A mono `other` stands for both sides.
 */
double peer_difference_db(const struct sound *one, const struct sound *other, size_t start);

/** The level of a channel's frequency, in dB, of a whole sound: its Fourier sum. */
double peer_response_db(const struct sound *sound, double hertz);

#endif
