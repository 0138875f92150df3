/* stemprint: reads one side of a source.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/side_source.h"

enum { PART = 4096 };

struct side_source {
	struct source source; /* the first member: the proof sees only this */
	struct source *inner;
	size_t side;
	double **columns; /* [channel of the inner source]; that of the side is the caller's */
};

static enum status side_read(struct source *source, double *const *columns, size_t frames)
{
	const struct side_source *side = (struct side_source *)source;
	enum status status = STATUS_OK;
	for (size_t done = 0; done < frames && status == STATUS_OK; done += PART) {
		side->columns[side->side] = columns[0] + done;
		status = side->inner->read(side->inner, side->columns, frames - done < PART ? frames - done : PART);
	}
	source->problem = side->inner->problem;
	return status;
}

static enum status side_skip(struct source *source, uint64_t frames)
{
	struct source *inner = ((struct side_source *)source)->inner;
	enum status status = inner->skip(inner, frames);
	source->problem = inner->problem;
	return status;
}

static enum status side_rewind(struct source *source)
{
	struct source *inner = ((struct side_source *)source)->inner;
	enum status status = inner->rewind(inner);
	source->problem = inner->problem;
	return status;
}

static void side_free(struct source *source)
{
	(void)source;
}

struct source *side_source_new(struct arena *arena, struct source *source, size_t side)
{
	struct side_source *made = ARENA_NEW(arena, struct side_source);
	double **columns = ARENA_ARRAY(arena, double *, source->channels);
	double *rest = ARENA_ARRAY(arena, double, PART);
	if (!made || !columns || !rest)
		return NULL;
	for (size_t channel = 0; channel < source->channels; channel++)
		columns[channel] = rest;
	*made = (struct side_source){
		.source = { .sample_rate = source->sample_rate,
			    .channels = 1,
			    .frames = source->frames,
			    .read = side_read,
			    .skip = !source->skip ? NULL : side_skip,
			    .rewind = side_rewind,
			    .free = side_free,
			    .name = source->name },
		.inner = source,
		.side = side,
		.columns = columns,
	};
	return &made->source;
}
