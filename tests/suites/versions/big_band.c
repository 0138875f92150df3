/* Renders a mix of real recordings that is as loud as a release, and reads its report.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "big_band.h"

#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

json_t *big_band_render(int code, const char *name, const char *yaml, const char *option, const char *value)
{
	char path[512], report[512], file[64];
	snprintf(file, sizeof file, "%s.yaml", name);
	snprintf(path, sizeof path, "%s", scratch_path(file));
	scratch_write(path, yaml, strlen(yaml));
	snprintf(file, sizeof file, "%s.json", name);
	snprintf(report, sizeof report, "%s", scratch_path(file));
	struct program_run run =
		program_expect(code, PROGRAM_ARGUMENTS("render", "--anew", "--json", report, path, option, value));
	program_release(&run);
	json_t *json = json_load_file(report, 0, NULL);
	cr_assert_not_null(json);
	return json;
}

static json_t *find(json_t *report, const char *list, const char *key, const char *value)
{
	size_t i;
	json_t *entry;
	json_array_foreach(json_object_get(report, list), i, entry)
	{
		const char *word = json_string_value(json_object_get(entry, key));
		if (word && strcmp(word, value) == 0)
			return entry;
	}
	return NULL;
}

json_t *big_band_find(json_t *report, const char *list, const char *key, const char *value)
{
	json_t *entry = find(report, list, key, value);
	cr_assert_not_null(entry, "no %s with %s %s", list, key, value);
	return entry;
}

const char *big_band_verdict(json_t *report, const char *name)
{
	json_t *verdict = find(report, "verdicts", "name", name);
	return verdict ? json_string_value(json_object_get(verdict, "status")) : NULL;
}
