/* Tests any bytes as a mix and its stems: the causes of the residual are found, each with its evidence.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/forensics.h"
#include "support/memory.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum { HEAD = 4, FILES_MOST = 4, CHANNELS_MOST = 2, FRAMES_MOST = 6000 };

struct files {
	size_t count, channels, frames;
	double *columns[FILES_MOST][CHANNELS_MOST];
};

/* The head says how many files there are, and how the mix differs from the sum of the others. The other bytes are
   their samples, again and again, each file from another byte on. */
static void fill(struct files *files, const uint8_t *bytes, size_t length)
{
	const double gain = bytes[1] < 128 ? 1.0 : (double)bytes[1] / 160.0;
	const size_t late = bytes[2] < 128 ? 0 : bytes[2] - 128u;
	for (size_t k = 0; k < files->channels; k++)
		for (size_t file = 1; file < files->count; file++)
			for (size_t i = 0; i < files->frames; i++) {
				const size_t at =
					HEAD + (i * files->channels + k + file * 77 + i / 1000) % (length - HEAD);
				const double sample = (double)((int)bytes[at] - 128) / 512.0;
				files->columns[file][k][i] = sample;
				if (i + late < files->frames)
					files->columns[0][k][i + late] += file == 1 ? gain * sample : sample;
			}
	for (size_t i = 0; bytes[3] > 200 && i < files->frames; i++)
		files->columns[0][0][i] = round(files->columns[0][0][i] * 256.0) / 256.0;
}

static void investigate(struct files *files)
{
	struct source *sources[FILES_MOST];
	struct forensics forensics;
	struct arena *arena = arena_new();
	for (size_t i = 0; i < files->count; i++) {
		sources[i] = memory_source_new((const double *const *)files->columns[i], files->channels, files->frames,
					       48000.0);
		sources[i]->name = "file";
	}
	const struct proof proof = { .mix = sources[0], .stems = sources + 1, .stem_count = files->count - 1 };
	if (forensics_run(&proof, -120.0, arena, &forensics) != STATUS_OK)
		__builtin_trap();
	for (size_t i = 0; i < forensics.cause_count; i++)
		if (!forensics.causes[i].evidence || !(forensics.causes[i].confidence >= 0.0) ||
		    !(forensics.causes[i].confidence <= 1.0))
			__builtin_trap();
	for (size_t i = 0; i < files->count; i++)
		sources[i]->free(sources[i]);
	arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	if (length <= HEAD)
		return 0;
	struct files files = { .count = 2 + bytes[0] % 3, .channels = 1 + (bytes[0] >> 2) % 2 };
	files.frames = length * 40 < FRAMES_MOST ? length * 40 : FRAMES_MOST;
	for (size_t i = 0; i < files.count; i++)
		for (size_t k = 0; k < files.channels; k++)
			files.columns[i][k] = calloc(files.frames, sizeof(double));
	fill(&files, bytes, length);
	investigate(&files);
	for (size_t i = 0; i < files.count; i++)
		for (size_t k = 0; k < files.channels; k++)
			free(files.columns[i][k]);
	return 0;
}
