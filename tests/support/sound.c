/* Reads and writes whole sound files with libsndfile alone.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/sound.h"

#include <criterion/criterion.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>

enum { RATE = 48000 };

static struct sound silence(unsigned channels, size_t frames)
{
	struct sound sound = { .samples = calloc(frames * channels + 1, sizeof(double)),
			       .frames = frames,
			       .channels = channels,
			       .rate = RATE };
	cr_assert_not_null(sound.samples);
	return sound;
}

struct sound sound_noise(uint64_t seed, unsigned channels, size_t frames, double peak)
{
	struct sound sound = silence(channels, frames);
	uint64_t state = 88172645463325252u ^ (seed * 0x9e3779b97f4a7c15u);
	for (size_t i = 0; i < frames * channels; i++) {
		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		sound.samples[i] = peak * ((double)(state >> 11) * 0x1p-52 - 1.0);
	}
	return sound;
}

struct sound sound_sine(unsigned channels, size_t frames, double peak)
{
	struct sound sound = silence(channels, frames);
	for (size_t i = 0; i < frames * channels; i++)
		sound.samples[i] = peak * sin(2.0 * 3.14159265358979323846 * (double)(i / channels % 480) / 480.0);
	return sound;
}

struct sound sound_read(const char *path)
{
	SF_INFO info = { 0 };
	SNDFILE *file = sf_open(path, SFM_READ, &info);
	cr_assert_not_null(file, "%s: %s", path, sf_strerror(NULL));
	struct sound sound = silence((unsigned)info.channels, (size_t)info.frames);
	sound.rate = (unsigned)info.samplerate;
	cr_assert_eq(sf_readf_double(file, sound.samples, info.frames), info.frames, "%s ends early", path);
	sf_close(file);
	return sound;
}

void sound_write(const char *path, const struct sound *sound, int format)
{
	SF_INFO info = { .samplerate = (int)sound->rate, .channels = (int)sound->channels, .format = format };
	SNDFILE *file = sf_open(path, SFM_WRITE, &info);
	cr_assert_not_null(file, "%s: %s", path, sf_strerror(NULL));
	sf_command(file, SFC_SET_CLIPPING, NULL, SF_TRUE);
	cr_assert_eq(sf_writef_double(file, sound->samples, (sf_count_t)sound->frames), (sf_count_t)sound->frames);
	cr_assert_eq(sf_close(file), 0);
}

void sound_write_channel(const char *path, const struct sound *sound, unsigned channel, int format)
{
	struct sound mono = sound_noise(1, 1, sound->frames, 0.1); /* the loop below replaces its samples */
	mono.rate = sound->rate;
	for (size_t i = 0; i < mono.frames; i++)
		mono.samples[i] = sound->samples[i * sound->channels + channel];
	sound_write(path, &mono, format);
	sound_release(&mono);
}

double sound_peak(const struct sound *sound)
{
	double peak = 0.0;
	for (size_t i = 0; i < sound->frames * sound->channels; i++)
		peak = fmax(peak, fabs(sound->samples[i]));
	return peak;
}

void sound_release(struct sound *sound)
{
	free(sound->samples);
	*sound = (struct sound){ 0 };
}

uint64_t sound_file_hash(const char *path)
{
	FILE *file = fopen(path, "rb");
	cr_assert_not_null(file, "%s cannot be opened", path);
	uint64_t hash = 14695981039346656037u;
	unsigned char bytes[65536];
	for (size_t got; (got = fread(bytes, 1, sizeof bytes, file)) > 0;)
		for (size_t i = 0; i < got; i++)
			hash = (hash ^ bytes[i]) * 1099511628211u;
	cr_assert_eq(ferror(file), 0);
	fclose(file);
	return hash;
}
