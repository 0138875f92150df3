/* stemprint tests: realistic mixes at about -9 LUFS whose stems pass full scale.
   SPDX-License-Identifier: GPL-3.0-or-later

   Two recipes of the tree with another master: saturation, then gain into a limiter. The mix peaks at -1 dBTP;
   what single stems contribute to it peaks higher. */
#ifndef STEMPRINT_TESTS_LOUD_MIX_H
#define STEMPRINT_TESTS_LOUD_MIX_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LOUD_MIXES = 2, LOUD_STEMS_MAXIMUM = 5 };

struct loud_print {
	size_t mix; /**< which of the mixes */
	const char *container, *encoding;
	const char *sum; /**< "rounded", "exact" */
	const char *headroom; /**< in YAML; NULL: none */
	const char *jobs, *block; /**< of the command line; NULL: 2, 512 */
	int code; /**< expected */
	bool measured; /**< its loudness is wanted */
	const char *mixes; /**< in YAML; NULL: one mix */
};

/** Renders into "FOLDER/`folder`". */
void loud_render(const struct loud_print *print, const char *folder);

/** The recipe that loud_render() would render; good until the next call. */
const char *loud_recipe(const struct loud_print *print, const char *folder);

size_t loud_stem_count(size_t mix);

/** "FOLDER/`folder`/mix.wav" for file 0, then the stems. */
const char *loud_file(const struct loud_print *print, const char *folder, size_t file);

/** The report of that render; json_decref() it. */
json_t *loud_report(const char *folder);

/** A number of its file or of its proof; NAN where it is null. */
double loud_file_figure(const json_t *report, size_t file, const char *key);
double loud_null_figure(const json_t *report, const char *key);

/** FNV-1a over the bytes of the stems, and of the mix. */
uint64_t loud_stem_hash(const struct loud_print *print, const char *folder);
uint64_t loud_mix_hash(const struct loud_print *print, const char *folder);

#endif
