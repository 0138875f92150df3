/* Prints the version of stemprint and those of its libraries.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/version.h"

#include "dsp/kernel/select.h"
#include "report/json_text.h"

#include <ebur128.h>
#include <fftw3.h>
#include <jansson.h>
#include <nettle/version.h>
#include <sndfile.h>
#include <string.h>
#include <xxhash.h>
#include <yaml.h>

enum { SIGNIFICANT_DIGITS = 15 };

/* A library that the program runs with, which may be another than it was built with. */
struct library {
	const char *name;
	char version[64];
};

enum { LIBRARIES = 7 };

/* "libsndfile-1.2.0" becomes "1.2.0". */
static const char *behind_name(const char *name)
{
	const char *dash = strchr(name, '-');
	return dash ? dash + 1 : name;
}

static void list_libraries(struct library libraries[LIBRARIES])
{
	int major, minor, patch;
	ebur128_get_version(&major, &minor, &patch);
	libraries[0] = (struct library){ .name = "libsndfile" };
	snprintf(libraries[0].version, sizeof libraries[0].version, "%s", behind_name(sf_version_string()));
	libraries[1] = (struct library){ .name = "libebur128" };
	snprintf(libraries[1].version, sizeof libraries[1].version, "%d.%d.%d", major, minor, patch);
	libraries[2] = (struct library){ .name = "fftw" };
	snprintf(libraries[2].version, sizeof libraries[2].version, "%s", behind_name(fftw_version));
	libraries[3] = (struct library){ .name = "libyaml" };
	snprintf(libraries[3].version, sizeof libraries[3].version, "%s", yaml_get_version_string());
	libraries[4] = (struct library){ .name = "jansson" };
	snprintf(libraries[4].version, sizeof libraries[4].version, "%s", jansson_version_str());
	libraries[5] = (struct library){ .name = "nettle" };
	snprintf(libraries[5].version, sizeof libraries[5].version, "%d.%d", nettle_version_major(),
		 nettle_version_minor());
	const unsigned xxhash = XXH_versionNumber();
	libraries[6] = (struct library){ .name = "xxhash" };
	snprintf(libraries[6].version, sizeof libraries[6].version, "%u.%u.%u", xxhash / 10000, xxhash / 100 % 100,
		 xxhash % 100);
}

void version_print(FILE *stream)
{
	struct library libraries[LIBRARIES];
	list_libraries(libraries);
	fprintf(stream, "stemprint %s\n", STEMPRINT_VERSION);
	for (size_t i = 0; i < LIBRARIES; i++)
		fprintf(stream, "  %s-%s\n", libraries[i].name, libraries[i].version);
	fprintf(stream, "  kernels: %s\n", kernel_select(NULL)->name);
	fputs("License GPL-3.0-or-later; there is no warranty.\n", stream);
}

bool version_print_json(FILE *stream)
{
	struct library libraries[LIBRARIES];
	json_t *listed = json_object(), *root;
	bool whole = true;
	list_libraries(libraries);
	for (size_t i = 0; i < LIBRARIES; i++)
		whole &= json_object_set_new(listed, libraries[i].name, json_string(libraries[i].version)) == 0;
	root = json_pack("{s:s, s:s, s:o, s:s, s:s}", "schema", "stemprint.version.1", "version", STEMPRINT_VERSION,
			 "libraries", listed, "kernels", kernel_select(NULL)->name, "compiler", __VERSION__);
	struct text text = { 0 };
	const bool well = json_text_append(&text, whole ? json_incref(root) : NULL, SIGNIFICANT_DIGITS) == STATUS_OK;
	if (well)
		fputs(text.bytes, stream);
	json_decref(root);
	text_release(&text);
	return well;
}
