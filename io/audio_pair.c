/* Reads two mono sources side by side, so that they sound as one stereo source.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_pair.h"

#include <stdlib.h>
#include <string.h>

struct audio_pair {
	struct source source; /* this member is first, because the engine sees only it */
	struct source *halves[2];
};

static struct audio_pair *audio_pair_of(struct source *source)
{
	return (struct audio_pair *)source;
}

/* Passes on the status of a half. If the half failed, the function passes on its message too. */
static enum status tell(struct audio_pair *pair, const struct source *half, enum status status)
{
	if (status != STATUS_OK) {
		pair->source.name = half->name;
		pair->source.problem = half->problem;
	}
	return status;
}

static enum status pair_read(struct source *source, double *const *columns, size_t frames)
{
	struct audio_pair *pair = audio_pair_of(source);
	enum status status = STATUS_OK;
	for (size_t i = 0; i < 2 && status == STATUS_OK; i++)
		status = tell(pair, pair->halves[i], pair->halves[i]->read(pair->halves[i], columns + i, frames));
	for (size_t i = 2; i < source->channels && status == STATUS_OK; i++)
		memcpy(columns[i], columns[i % 2], frames * sizeof **columns);
	return status;
}

static enum status pair_skip(struct source *source, uint64_t frames)
{
	struct audio_pair *pair = audio_pair_of(source);
	enum status status = STATUS_OK;
	for (size_t i = 0; i < 2 && status == STATUS_OK; i++)
		status = tell(pair, pair->halves[i], pair->halves[i]->skip(pair->halves[i], frames));
	return status;
}

static enum status pair_rewind(struct source *source)
{
	struct audio_pair *pair = audio_pair_of(source);
	enum status status = STATUS_OK;
	for (size_t i = 0; i < 2 && status == STATUS_OK; i++)
		status = tell(pair, pair->halves[i], pair->halves[i]->rewind(pair->halves[i]));
	return status;
}

static enum status pair_confirm(struct source *source)
{
	struct audio_pair *pair = audio_pair_of(source);
	enum status status = STATUS_OK;
	for (size_t i = 0; i < 2 && status == STATUS_OK; i++)
		status = tell(pair, pair->halves[i], source_confirm(pair->halves[i]));
	return status;
}

static void pair_free(struct source *source)
{
	if (!source)
		return;
	struct audio_pair *pair = audio_pair_of(source);
	for (size_t i = 0; i < 2; i++)
		pair->halves[i]->free(pair->halves[i]);
	free(pair);
}

struct source *audio_pair_new(struct source *left, struct source *right, size_t channels)
{
	struct audio_pair *pair = calloc(1, sizeof *pair);
	if (!pair) {
		left->free(left);
		right->free(right);
		return NULL;
	}
	*pair = (struct audio_pair){
		.source = { .sample_rate = left->sample_rate,
			    .channels = channels,
			    .frames = left->frames,
			    .read = pair_read,
			    .skip = left->skip && right->skip ? pair_skip : NULL,
			    .rewind = pair_rewind,
			    .confirm = pair_confirm,
			    .free = pair_free,
			    .name = left->name,
			    .problem = left->problem },
		.halves = { left, right },
	};
	return &pair->source;
}
