/* stemprint tests: SoX and FFmpeg beside stemprint, over the same file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_PEER_H
#define STEMPRINT_TESTS_PEER_H

#include "support/sound.h"

/** The second implementations, with the names of their programs. */
#define SOX "sox"
#define FFMPEG "ffmpeg"

/** Skips the test, with a message, when the program is not installed. */
void peer_need(const char *program);

/** Makes a folder for the files. peer_end() removes it. */
void peer_begin(void);
void peer_end(void);

/** Writes the source as in.wav, 64-bit float. */
void peer_source(const struct sound *sound);

/** Writes another file beside it, for both programs. Returns its path, which is good for the next few calls. */
void peer_second_source(const char *name, const struct sound *sound);
const char *peer_second_path(const char *name);

/** Renders in.wav with stemprint as a track at that session rate with these inserts (a YAML list in one line; "" for
 * none). Returns the mix, float64 and stereo; sound_release() frees it. */
struct sound peer_stemprint(const char *inserts, unsigned rate);

/** Returns a number of the loudness of that mix, from the report: "integrated", "true_peak", "range". */
double peer_stemprint_loudness(const char *key);

/** Processes in.wav with the program: effects of SoX (words with spaces between), or a filter graph of FFmpeg (one
 * word). */
struct sound peer_sox(const char *effects, unsigned rate);
struct sound peer_ffmpeg(const char *filters);

/** Runs SoX with these words; NULL ends them. */
void peer_sox_run(const char *const *words);

/** Returns the first number behind a label like "RMS lev dB" that `stats` of SoX, or another effect at the end of the
 * words, prints. */
double peer_sox_figure(const char *const *words, const char *label);

/** Returns the reading of out/mix.wav by FFmpeg's ebur128 filter: the last value of "I", "true_peak", "LRA". */
double peer_ffmpeg_loudness(const char *key);

/** Returns the largest difference in dBFS over the frames from `start` on that both have. A mono `other` stands for
 * both sides. */
double peer_difference_db(const struct sound *one, const struct sound *other, size_t start);

/** Returns the level of one frequency of a channel, in dB, over a whole sound: its Fourier sum. */
double peer_response_db(const struct sound *sound, double hertz);

#endif
