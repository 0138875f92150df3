/* Renders realistic mixes at about -9 LUFS whose stems exceed full scale.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "loud_mix.h"

#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *recipe;
	const char *outputs;
	size_t stem_count;
	const char *stems[LOUD_STEMS_MAXIMUM];
} mixes[LOUD_MIXES] = {
	{ "big-band",
	  "  master: { inserts: [ normalise: -14 LUFS, saturation: { drive: 6 dB }, normalise: -8.6 LUFS, "
	  "limiter: { ceiling: -1 dBTP } ] }\n  cue: {}\n",
	  5,
	  { "bass", "guitar", "drums", "horns", "keys" } },
	{ "loops",
	  "  master: { inserts: [ normalise: -14 LUFS, saturation: { drive: 6 dB, shape: tube }, normalise: -7.5 LUFS, "
	  "limiter: { ceiling: -1 dBTP } ] }\n",
	  3,
	  { "beat", "groove", "bed" } },
};

/* Returns the strips of a recipe of the tree, with its sources. */
static void copy_strips(FILE *to, const char *name)
{
	static const char folder[] = "../fixtures";
	char path[512], line[1024];
	snprintf(path, sizeof path, STEMPRINT_ROOT "/recipes/%s.yaml", name);
	FILE *from = fopen(path, "r");
	cr_assert_not_null(from);
	while (fgets(line, sizeof line, from) && strncmp(line, "outputs:", 8) != 0) {
		const char *found = strstr(line, folder);
		if (found)
			fprintf(to, "%.*s" STEMPRINT_ROOT "/fixtures%s", (int)(found - line), line,
				found + sizeof folder - 1);
		else
			fputs(line, to);
	}
	cr_assert_not(feof(from), "the outputs of %s are missing", path);
	fclose(from);
}

const char *loud_recipe(const struct loud_print *print, const char *folder)
{
	static char path[512];
	char name[64];
	snprintf(name, sizeof name, "%s.yaml", folder);
	snprintf(path, sizeof path, "%s", scratch_path(name));
	FILE *file = fopen(path, "w");
	cr_assert_not_null(file);
	copy_strips(file, mixes[print->mix].recipe);
	fprintf(file,
		"outputs:\n%sprint:\n  directory: %s\n  format: { container: %s, encoding: %s }\n"
		"  mixes: %s\n  stems: { of: master }\n  sum: %s\n",
		mixes[print->mix].outputs, folder, print->container, print->encoding,
		print->mixes ? print->mixes : "{ mix: { of: master } }", print->sum);
	if (print->headroom)
		fprintf(file, "  headroom: %s\n", print->headroom);
	cr_assert_eq(fclose(file), 0);
	return path;
}

void loud_render(const struct loud_print *print, const char *folder)
{
	struct program_run run =
		program_expect(print->code, PROGRAM_ARGUMENTS("render", "--anew", loud_recipe(print, folder), "-j",
							      print->jobs ? print->jobs : "2", "--block",
							      print->block ? print->block : "512",
							      print->measured ? NULL : "--no-loudness"));
	program_release(&run);
}

size_t loud_stem_count(size_t mix)
{
	return mixes[mix].stem_count;
}

const char *loud_file(const struct loud_print *print, const char *folder, size_t file)
{
	char name[128];
	if (file == 0)
		snprintf(name, sizeof name, "%s/mix.%s", folder, print->container);
	else
		snprintf(name, sizeof name, "%s/stems/%s.%s", folder, mixes[print->mix].stems[file - 1],
			 print->container);
	return scratch_path(name);
}

json_t *loud_report(const char *folder)
{
	char name[64];
	snprintf(name, sizeof name, "%s/report.json", folder);
	json_t *report = json_load_file(scratch_path(name), 0, NULL);
	cr_assert_not_null(report);
	return report;
}

static double figure(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

double loud_file_figure(const json_t *report, size_t file, const char *key)
{
	const json_t *object = json_array_get(json_object_get(report, "files"), file);
	const double found = figure(object, key);
	return isnan(found) ? figure(json_object_get(object, "loudness"), key) : found;
}

double loud_null_figure(const json_t *report, const char *key)
{
	return figure(json_array_get(json_object_get(report, "null"), 0), key);
}

uint64_t loud_stem_hash(const struct loud_print *print, const char *folder)
{
	uint64_t hash = 0;
	for (size_t i = 1; i <= mixes[print->mix].stem_count; i++)
		hash = hash * 3 + sound_file_hash(loud_file(print, folder, i));
	return hash;
}

uint64_t loud_mix_hash(const struct loud_print *print, const char *folder)
{
	return sound_file_hash(loud_file(print, folder, 0));
}
