/* Tests any bytes as an audio file: the probe looks at it in a child, and what it passes is read to its end.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_probe.h"
#include "io/audio_reader.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum { BLOCK = 512, FRAMES_MOST = 1 << 18 };

static char path[64];

static void remove_file(void)
{
	unlink(path);
}

static int write_file(const uint8_t *bytes, size_t length)
{
	if (path[0] == '\0') {
		snprintf(path, sizeof path, "/tmp/stemprint-fuzz-%ld", (long)getpid());
		atexit(remove_file);
	}
	FILE *file = fopen(path, "wb");
	if (!file)
		return -1;
	const size_t written = length > 0 ? fwrite(bytes, 1, length, file) : 0;
	return fclose(file) == 0 && written == length ? 0 : -1;
}

static void read_all(const struct audio_properties *properties)
{
	static double room[AUDIO_CHANNELS_MAXIMUM][BLOCK];
	double *columns[AUDIO_CHANNELS_MAXIMUM];
	struct audio_reader *reader;
	struct problem problem = { .text = "" };
	enum status status = audio_reader_open(path, NULL, 0, properties, &reader, &problem);
	for (size_t i = 0; i < AUDIO_CHANNELS_MAXIMUM; i++)
		columns[i] = room[i];
	for (uint64_t at = 0; status == STATUS_OK && at < properties->frames && at < FRAMES_MOST; at += BLOCK) {
		status = audio_reader_read(reader, columns, BLOCK, &problem);
		for (size_t i = 0; status == STATUS_OK && i < properties->channels; i++)
			if (!isfinite(columns[i][0]))
				__builtin_trap();
	}
	if (status != STATUS_OK && problem.text[0] == '\0')
		__builtin_trap();
	audio_reader_free(reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	if (write_file(bytes, length) != 0)
		return 0;
	const char *const paths[] = { path };
	const struct audio_probe_limits limits = audio_probe_limits();
	struct audio_probe probe = { .problem = { .text = "" } };
	const enum status status = audio_probe(paths, 1, &limits, &probe);
	if (status != STATUS_OK && probe.problem.text[0] == '\0')
		__builtin_trap();
	if (status == STATUS_OK)
		read_all(&probe.properties);
	return 0;
}
