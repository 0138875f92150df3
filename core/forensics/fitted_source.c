/* stemprint: makes a source fit the others of a proof.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/fitted_source.h"

#include "dsp/elementary.h"

#include <string.h>

struct fitted_source {
	struct source source; /* the first member: the proof sees only this */
	struct source *inner;
	double gain;
};

static enum status fitted_read(struct source *source, double *const *columns, size_t frames)
{
	const struct fitted_source *fitted = (struct fitted_source *)source;
	struct source *inner = fitted->inner;
	enum status status = inner->read(inner, columns, frames);
	source->problem = inner->problem;
	for (size_t channel = 0; channel < inner->channels && fitted->gain != 1.0 && status == STATUS_OK; channel++)
		for (size_t i = 0; i < frames; i++)
			columns[channel][i] *= fitted->gain;
	for (size_t channel = inner->channels; channel < source->channels && status == STATUS_OK; channel++)
		memcpy(columns[channel], columns[0], frames * sizeof **columns);
	return status;
}

static enum status fitted_skip(struct source *source, uint64_t frames)
{
	struct source *inner = ((struct fitted_source *)source)->inner;
	enum status status = inner->skip(inner, frames);
	source->problem = inner->problem;
	return status;
}

static enum status fitted_rewind(struct source *source)
{
	struct source *inner = ((struct fitted_source *)source)->inner;
	enum status status = inner->rewind(inner);
	source->problem = inner->problem;
	return status;
}

static void fitted_free(struct source *source)
{
	(void)source;
}

struct source *fitted_source_new(struct arena *arena, struct source *source, size_t channels, uint64_t frames,
				 double raise_db)
{
	struct fitted_source *fitted = ARENA_NEW(arena, struct fitted_source);
	if (!fitted)
		return NULL;
	*fitted = (struct fitted_source){
		.source = { .sample_rate = source->sample_rate,
			    .channels = channels,
			    .frames = frames,
			    .read = fitted_read,
			    .skip = !source->skip ? NULL : fitted_skip,
			    .rewind = fitted_rewind,
			    .free = fitted_free,
			    .name = source->name },
		.inner = source,
		.gain = decibel_to_gain(raise_db),
	};
	return &fitted->source;
}
