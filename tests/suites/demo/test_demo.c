/* Tests that every recipe of the tree renders and that its stems add up, with libsndfile as a second reader.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe_list.h"

#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* dB; the residual of the engine, and by how much the printed residual may exceed the predicted floor */
static const double engine_residual_limit = -220.0, floor_tolerance = 1.0;

/* dB; the difference between the two readers, because the report has two decimals */
static const double reader_tolerance = 0.05;

/* Prints a row for each proof, so that the figures are visible. */
static void show(const char *name, const json_t *null, double peak, double rms)
{
	fprintf(stderr,
		"%-12s %zu stems: residual %7.2f rms (second reader %7.2f), floor %7.2f, peak %7.2f (%7.2f), engine "
		"%.1f\n",
		name, json_array_size(json_object_get(null, "stems")),
		json_number_value(json_object_get(null, "residual_rms_dbfs")), rms,
		json_number_value(json_object_get(null, "floor_dbfs")),
		json_number_value(json_object_get(null, "residual_peak_dbfs")), peak,
		json_number_value(json_object_get(null, "engine_residual_dbfs")));
}

static struct sound read_printed(const char *folder, const char *file)
{
	char path[600];
	snprintf(path, sizeof path, "%s/%s", folder, file);
	return sound_read(path);
}

/* Reads the files a second time. Fills in peak and rms of the mix minus its stems, in dBFS. */
static void sum_up(const char *folder, const json_t *null, double *peak, double *rms)
{
	struct sound rest = read_printed(folder, json_string_value(json_object_get(null, "mix")));
	const json_t *stems = json_object_get(null, "stems");
	for (size_t i = 0; i < json_array_size(stems); i++) {
		struct sound stem = read_printed(folder, json_string_value(json_array_get(stems, i)));
		cr_assert(stem.frames == rest.frames && stem.channels == rest.channels && stem.rate == rest.rate);
		cr_assert_gt(sound_peak(&stem), 1e-3, "an empty stem proves nothing");
		for (size_t j = 0; j < rest.frames * rest.channels; j++)
			rest.samples[j] -= stem.samples[j];
		sound_release(&stem);
	}
	double power = 0.0;
	for (size_t j = 0; j < rest.frames * rest.channels; j++)
		power += rest.samples[j] * rest.samples[j];
	*peak = 20.0 * log10(sound_peak(&rest));
	*rms = 10.0 * log10(power / (double)(rest.frames * rest.channels));
	sound_release(&rest);
}

/* Returns a level of the JSON; null is digital silence. */
static double level(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	cr_assert(value && (json_is_number(value) || json_is_null(value)), "%s", key);
	return json_is_null(value) ? (double)-INFINITY : json_number_value(value);
}

static void assert_proof(const char *name, const char *folder, const json_t *null)
{
	double peak, rms;
	sum_up(folder, null, &peak, &rms);
	show(name, null, peak, rms);
	cr_assert_leq(level(null, "engine_residual_dbfs"), engine_residual_limit, "%s", name);
	cr_assert_leq(level(null, "residual_rms_dbfs"), level(null, "floor_dbfs") + floor_tolerance, "%s", name);
	if (isinf(peak)) {
		cr_assert(isinf(level(null, "residual_peak_dbfs")), "%s", name);
		return;
	}
	cr_assert_float_eq(level(null, "residual_peak_dbfs"), peak, reader_tolerance, "%s", name);
	cr_assert_float_eq(level(null, "residual_rms_dbfs"), rms, reader_tolerance, "%s", name);
}

static void assert_files(const char *name, const char *folder, const json_t *report)
{
	const json_t *files = json_object_get(report, "files");
	cr_assert_gt(json_array_size(files), 0);
	const double session_frames = json_number_value(json_object_get(report, "frames"));
	const double session_rate = json_number_value(json_object_get(report, "sample_rate"));
	for (size_t i = 0; i < json_array_size(files); i++) {
		const json_t *file = json_array_get(files, i);
		const char *path = json_string_value(json_object_get(file, "path"));
		struct sound sound = read_printed(folder, path);
		const double rate = json_number_value(json_object_get(file, "rate"));
		const json_t *range = json_object_get(file, "range");
		const double whole = range ? json_number_value(json_object_get(range, "frames")) : session_frames;
		const double frames = floor(whole * rate / session_rate + 0.5);
		cr_assert_eq((double)sound.rate, rate, "%s: %s", name, path);
		cr_assert_eq((double)sound.frames, frames, "%s: %s has %zu frames, not %.0f", name, path, sound.frames,
			     frames);
		cr_assert_float_eq(20.0 * log10(sound_peak(&sound)), level(file, "peak_dbfs"), 0.0051, "%s: %s", name,
				   path);
		sound_release(&sound);
	}
}

static void assert_recipe(const char *recipe, const char *name)
{
	char folder[512], path[600];
	snprintf(folder, sizeof folder, "%s", scratch_path(name));
	snprintf(path, sizeof path, "%s/report.json", folder);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "-d", folder, recipe));
	cr_assert_str_empty(run.err, "a recipe to start from has nothing doubtful: %s", run.err);
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", "-d", folder, recipe));
	cr_assert(strstr(run.out, ": up to date: "), "%s is rendered twice: %s%s", name, run.out, run.err);
	program_release(&run);
	json_t *report = json_load_file(path, 0, NULL);
	cr_assert_not_null(report);
	assert_files(name, folder, report);
	const json_t *nulls = json_object_get(report, "null");
	cr_assert_gt(json_array_size(nulls), 0, "%s proves nothing", name);
	for (size_t i = 0; i < json_array_size(nulls); i++)
		assert_proof(name, folder, json_array_get(nulls, i));
	json_decref(report);
}

Test(demo, every_recipe_renders_and_its_stems_add_up)
{
	scratch_make();
	recipe_list_walk(assert_recipe);
	scratch_remove();
}
