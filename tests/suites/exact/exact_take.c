/* Renders with `sum: exact`, and adds up the files with libsndfile.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "exact_take.h"

#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_recipe(const struct exact_take *take, const char *folder, const char *path)
{
	FILE *file = fopen(path, "w");
	cr_assert_not_null(file);
	fprintf(file, "version: 1\nsession: { tail: none, seed: 3 }\ntracks:\n");
	for (size_t i = 1; i <= take->stems; i++)
		fprintf(file, "  t%zu: { stem: s%zu, pan: %zu L, source: %s }\n", i, i, 90 * i / take->stems,
			take->source);
	fprintf(file,
		"outputs:\n  master: { inserts: %s }\nprint:\n  directory: %s\n  sum: %s\n"
		"  format: { encoding: %s, container: %s, dither: %s }\n  mixes: { mix: {} }\n  stems: {}\n",
		take->master, folder, take->sum, take->encoding, take->container, take->dither);
	cr_assert_eq(fclose(file), 0);
}

void exact_render(const struct exact_take *take, const char *folder)
{
	char path[512], name[64];
	snprintf(name, sizeof name, "%s.yaml", folder);
	snprintf(path, sizeof path, "%s", scratch_path(name));
	write_recipe(take, folder, path);
	struct program_run run =
		program_expect(take->code, PROGRAM_ARGUMENTS("render", "--anew", path, "-j", take->jobs, "--block",
							     take->block, "--cpu", take->cpu, "--no-loudness"));
	program_release(&run);
}

static const char *stem_path(const struct exact_take *take, const char *folder, size_t stem)
{
	char name[64];
	if (stem == 0)
		snprintf(name, sizeof name, "%s/mix.%s", folder, take->container);
	else
		snprintf(name, sizeof name, "%s/stems/s%zu.%s", folder, stem, take->container);
	return scratch_path(name);
}

int64_t exact_difference(const struct exact_take *take, const char *folder)
{
	enum { FILES = 65, CHANNELS = 2 };
	SNDFILE *files[FILES];
	int frame[CHANNELS];
	sf_count_t frames = 0, at = 0;
	int64_t largest = 0;
	for (size_t i = 0; i <= take->stems; i++) {
		SF_INFO info = { 0 };
		files[i] = sf_open(stem_path(take, folder, i), SFM_READ, &info);
		cr_assert_not_null(files[i]);
		cr_assert_eq(info.channels, CHANNELS);
		cr_assert(i == 0 || info.frames == frames);
		frames = info.frames;
	}
	cr_assert_gt(frames, 0);
	for (; at < frames; at++) {
		int64_t difference[CHANNELS] = { 0 };
		for (size_t i = 0; i <= take->stems; i++) {
			cr_assert_eq(sf_readf_int(files[i], frame, 1), 1);
			for (size_t channel = 0; channel < CHANNELS; channel++)
				difference[channel] += i == 0 ? frame[channel] : -(int64_t)frame[channel];
		}
		for (size_t channel = 0; channel < CHANNELS; channel++)
			largest = llabs(difference[channel]) > largest ? llabs(difference[channel]) : largest;
	}
	for (size_t i = 0; i <= take->stems; i++)
		sf_close(files[i]);
	return largest;
}

uint64_t exact_stem_hash(const struct exact_take *take, const char *folder)
{
	uint64_t hash = 0;
	for (size_t i = 1; i <= take->stems; i++)
		hash = hash * 3 + sound_file_hash(stem_path(take, folder, i));
	return hash;
}

uint64_t exact_mix_hash(const struct exact_take *take, const char *folder)
{
	return sound_file_hash(stem_path(take, folder, 0));
}
