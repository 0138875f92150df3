/* Loads sets of real stems, and makes their mix.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "material.h"

#include "support/sound.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FADE_FRAMES = 480 };

/* The factor leaves room for the sum. It is no power of two, which would round to halves of a step. */
#define LEVEL 0.47

static double *silence(size_t frames)
{
	double *samples = calloc(frames, sizeof *samples);
	cr_assert_not_null(samples);
	return samples;
}

/* Both cuts fade for 10 ms. */
static double fade(size_t frame, size_t frames)
{
	const double edge = (double)(frame < frames - frame ? frame : frames - frame) / FADE_FRAMES;
	return edge < 1.0 ? edge : 1.0;
}

static void load_stem(struct material *material, const struct song *song, const char *folder, size_t stem)
{
	char path[1024];
	snprintf(path, sizeof path, "%s/%s", folder, song->files[stem]);
	struct sound sound = sound_read(path);
	const size_t from = (size_t)(song->from * sound.rate);
	material->rate = sound.rate;
	material->frames = (size_t)(song->seconds * sound.rate);
	material->names[stem] = song->files[stem];
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++) {
		double *column = material->stems[stem][channel] = silence(material->frames);
		for (size_t i = 0; i < material->frames; i++) {
			const size_t frame = i + from - song->starts[stem];
			if (i + from >= song->starts[stem] && frame < sound.frames)
				column[i] = LEVEL * fade(i, material->frames) *
					    sound.samples[frame * sound.channels + channel % sound.channels];
		}
	}
	sound_release(&sound);
}

struct material material_load(const struct song *song)
{
	char folder[512];
	const char *data = getenv("STEMPRINT_TEST_DATA");
	snprintf(folder, sizeof folder, "%s/%s", song->outside ? (!data ? "" : data) : STEMPRINT_ROOT, song->folder);
	if (song->outside && (!data || access(folder, R_OK) != 0))
		cr_skip_test("%s is not here: STEMPRINT_TEST_DATA names the folder that holds it", song->folder);
	struct material material = { 0 };
	for (size_t i = 0; i < MATERIAL_STEMS && song->files[i]; i++, material.stem_count++)
		load_stem(&material, song, folder, i);
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		material.mix[channel] = silence(material.frames);
	material_mix(&material);
	return material;
}

static double *duplicate(const double *column, size_t frames)
{
	double *copy = silence(frames);
	memcpy(copy, column, frames * sizeof *copy);
	return copy;
}

struct material material_copy(const struct material *material)
{
	struct material copy = *material;
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++) {
		copy.mix[channel] = duplicate(material->mix[channel], material->frames);
		for (size_t i = 0; i < material->stem_count; i++)
			copy.stems[i][channel] = duplicate(material->stems[i][channel], material->frames);
	}
	return copy;
}

void material_mix(struct material *material)
{
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		for (size_t i = 0; i < material->frames; i++) {
			material->mix[channel][i] = 0.0;
			for (size_t stem = 0; stem < material->stem_count; stem++)
				material->mix[channel][i] += material->stems[stem][channel][i];
		}
}

static void round_column(double *column, size_t frames)
{
	for (size_t i = 0; i < frames; i++)
		column[i] = nearbyint(column[i] * 0x1p23) / 0x1p23;
}

double material_print(struct material *material)
{
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++) {
		round_column(material->mix[channel], material->frames);
		for (size_t i = 0; i < material->stem_count; i++)
			round_column(material->stems[i][channel], material->frames);
	}
	return 20.0 * log10(0x1p-23 / sqrt(12.0)) + 10.0 * log10((double)material->stem_count + 1.0);
}

void material_release(struct material *material)
{
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++) {
		free(material->mix[channel]);
		for (size_t i = 0; i < material->stem_count; i++)
			free(material->stems[i][channel]);
	}
}
