/* Prints the version of stemprint and those of its libraries.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/version.h"

#include "dsp/kernel/select.h"

#include <ebur128.h>
#include <fftw3.h>
#include <jansson.h>
#include <nettle/version.h>
#include <sndfile.h>
#include <yaml.h>

void version_print(FILE *stream)
{
	int major, minor, patch;
	ebur128_get_version(&major, &minor, &patch);
	fprintf(stream, "stemprint %s\n", STEMPRINT_VERSION);
	fprintf(stream, "  %s\n", sf_version_string());
	fprintf(stream, "  libebur128-%d.%d.%d\n", major, minor, patch);
	fprintf(stream, "  %s\n", fftw_version);
	fprintf(stream, "  libyaml-%s\n", yaml_get_version_string());
	fprintf(stream, "  jansson-%s\n", jansson_version_str());
	fprintf(stream, "  nettle-%d.%d\n", nettle_version_major(), nettle_version_minor());
	fprintf(stream, "  kernels: %s\n", kernel_select(NULL)->name);
	fputs("License GPL-3.0-or-later; there is no warranty.\n", stream);
}
