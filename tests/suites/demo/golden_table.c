/* Reads and writes the table of golden hashes, and renders what is compared with it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/demo/golden_table.h"

#include "io/scratch.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char path[] = STEMPRINT_ROOT "/tests/suites/demo/golden.txt";

void golden_table_read(struct golden_table *table)
{
	FILE *file = fopen(path, "r");
	cr_assert_not_null(file, "%s cannot be opened", path);
	char line[256];
	table->count = 0;
	while (fgets(line, sizeof line, file)) {
		struct golden_line *next = &table->lines[table->count];
		cr_assert_lt(table->count, GOLDEN_LINES_MAXIMUM);
		cr_assert_eq(sscanf(line, "%16" SCNx64 " %127s", &next->hash, next->file), 2, "%s", line);
		table->count++;
	}
	fclose(file);
	cr_assert_gt(table->count, 0);
}

void golden_table_write(const struct golden_table *table)
{
	FILE *file = fopen(path, "w");
	cr_assert_not_null(file);
	for (size_t i = 0; i < table->count; i++)
		fprintf(file, "%016" PRIx64 " %s\n", table->lines[i].hash, table->lines[i].file);
	cr_assert_eq(fclose(file), 0);
}

static void run(const char *prefix, const char *options, const char *folder, const char *recipe)
{
	char command[4096];
	snprintf(command, sizeof command, "%s '%s' render -q --no-loudness %s -d '%s' '%s'", prefix, STEMPRINT_PROGRAM,
		 options, folder, recipe);
	cr_assert_eq(system(command), 0, "%s", command);
}

static void copy(const char *from, const char *to)
{
	size_t length;
	unsigned char *bytes = scratch_read(from, &length);
	scratch_write(to, bytes, length);
	free(bytes);
}

/* What leaves comes back as it is, ten milliseconds late. */
static void answer(const char *send, const char *back)
{
	struct sound sound = sound_read(scratch_path(send));
	const size_t late = sound.rate / 100 * sound.channels, count = sound.frames * sound.channels;
	struct sound late_sound = { calloc(count + late, sizeof *sound.samples), sound.frames + sound.rate / 100,
				    sound.channels, sound.rate };
	memcpy(late_sound.samples + late, sound.samples, count * sizeof *sound.samples);
	sound_write(scratch_path(back), &late_sound, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
	sound_release(&sound);
	sound_release(&late_sound);
}

static const char *hardware_recipe(const char *prefix, const char *options, const char *folder)
{
	const char *recipe = scratch_path("hardware-insert.yaml");
	char sends[512];
	snprintf(sends, sizeof sends, "%s --sends", options);
	copy(STEMPRINT_ROOT "/recipes/hardware-insert.yaml", recipe);
	run(prefix, sends, folder, recipe);
	answer("hardware/bus-send.wav", "hardware/bus-return.wav");
	answer("hardware/voice-send.wav", "hardware/voice-return.wav");
	return recipe;
}

void golden_render(const char *name, const char *prefix, const char *options)
{
	char recipe[600], folder[512];
	snprintf(folder, sizeof folder, "%s", scratch_path(name));
	snprintf(recipe, sizeof recipe, STEMPRINT_ROOT "/recipes/%s.yaml", name);
	if (strcmp(name, "processors") == 0)
		snprintf(recipe, sizeof recipe, STEMPRINT_ROOT "/tests/suites/demo/processors.yaml");
	if (strcmp(name, "hardware-insert") == 0)
		snprintf(recipe, sizeof recipe, "%s", hardware_recipe(prefix, options, folder));
	run(prefix, options, folder, recipe);
}

static uint64_t samples_hash(const char *file)
{
	struct sound sound = sound_read(file);
	const unsigned char *bytes = (const unsigned char *)sound.samples;
	uint64_t hash = UINT64_C(14695981039346656037);
	for (size_t i = 0; i < sound.frames * sound.channels * sizeof *sound.samples; i++)
		hash = (hash ^ bytes[i]) * UINT64_C(1099511628211);
	sound_release(&sound);
	return hash;
}

uint64_t golden_hash(const char *file)
{
	const char *end = strrchr(file, '.');
	return end && strcmp(end, ".flac") == 0 ? samples_hash(scratch_path(file))
						: sound_file_hash(scratch_path(file));
}
