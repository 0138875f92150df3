/* stemprint tests: whole sound files, read and written with libsndfile alone.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_SOUND_H
#define STEMPRINT_TESTS_SOUND_H

#include <stddef.h>
#include <stdint.h>

struct sound {
	double *samples; /**< interleaved */
	size_t frames;
	unsigned channels, rate;
};

/** Returns white noise of that peak. One seed always gives the same noise. */
struct sound sound_noise(uint64_t seed, unsigned channels, size_t frames, double peak);

/** Returns a sine with a period of 480 frames, which begins at zero. */
struct sound sound_sine(unsigned channels, size_t frames, double peak);

/** Reads the whole file; full scale is 1. The test fails when the file cannot be read. */
struct sound sound_read(const char *path);

/** Writes the sound in one of the formats of libsndfile: SF_FORMAT_WAV | SF_FORMAT_FLOAT. */
void sound_write(const char *path, const struct sound *sound, int format);

/** Writes one of its channels, counted from 0, as a mono file. */
void sound_write_channel(const char *path, const struct sound *sound, unsigned channel, int format);

double sound_peak(const struct sound *sound);

void sound_release(struct sound *sound);

/** Returns the FNV-1a (64 bit) of the file's bytes. */
uint64_t sound_file_hash(const char *path);

#endif
