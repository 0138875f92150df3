/* stemprint tests: realistic mixes at about -9 LUFS whose stems exceed full scale.
   SPDX-License-Identifier: GPL-3.0-or-later

   Two recipes of the tree get another master: saturation, then gain into a limiter. The mix peaks at -1 dBTP, and
   single stems peak higher. */
#ifndef STEMPRINT_TESTS_LOUD_MIX_H
#define STEMPRINT_TESTS_LOUD_MIX_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LOUD_MIXES = 2, LOUD_STEMS_MAXIMUM = 5 };

struct loud_print {
	size_t mix; /**< the index of the mix */
	const char *container, *encoding;
	const char *sum; /**< "rounded" or "exact" */
	const char *headroom; /**< the headroom in YAML; NULL: none */
	const char *jobs, *block; /**< arguments of the command line; NULL: 2 jobs, blocks of 512 */
	int code; /**< the expected exit code */
	bool measured; /**< the render measures the loudness */
	const char *mixes; /**< the mixes in YAML; NULL: one mix */
};

/** Renders into "FOLDER/`folder`". */
void loud_render(const struct loud_print *print, const char *folder);

/** Returns the recipe that loud_render() would render. The next call overwrites it. */
const char *loud_recipe(const struct loud_print *print, const char *folder);

size_t loud_stem_count(size_t mix);

/** Returns "FOLDER/`folder`/mix.wav" for file 0, and the stems for the files after it. */
const char *loud_file(const struct loud_print *print, const char *folder, size_t file);

/** Returns the report of that render. The caller calls json_decref(). */
json_t *loud_report(const char *folder);

/** Returns a number of its file or of its proof; NAN where it is null. */
double loud_file_figure(const json_t *report, size_t file, const char *key);
double loud_null_figure(const json_t *report, const char *key);

/** Returns the FNV-1a over the bytes of the stems and of the mix. */
uint64_t loud_stem_hash(const struct loud_print *print, const char *folder);
uint64_t loud_mix_hash(const struct loud_print *print, const char *folder);

#endif
