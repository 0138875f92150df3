/* stemprint tests: whole sound files, by libsndfile alone: a second reader beside stemprint's own.
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

/** White noise of that peak; one seed is one sound. */
struct sound sound_noise(uint64_t seed, unsigned channels, size_t frames, double peak);

/** A sine of period 480 frames, which begins at zero. */
struct sound sound_sine(unsigned channels, size_t frames, double peak);

/** The file whole, full scale 1; fails the test when it cannot be read. */
struct sound sound_read(const char *path);

/** Writes it in one of libsndfile's formats, SF_FORMAT_WAV | SF_FORMAT_FLOAT. */
void sound_write(const char *path, const struct sound *sound, int format);

/** Writes one of its channels, from 0, as a mono file. */
void sound_write_channel(const char *path, const struct sound *sound, unsigned channel, int format);

double sound_peak(const struct sound *sound);

void sound_release(struct sound *sound);

/** FNV-1a, 64 bit, of the file's bytes. */
uint64_t sound_file_hash(const char *path);

#endif
