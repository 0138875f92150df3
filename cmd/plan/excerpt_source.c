/* Plays pieces of a source, from all over the session.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/plan/excerpt_source.h"

struct excerpt {
	struct source source; /* the first member, so that a pointer to it is one to the excerpt */
	struct source *from;
	uint64_t gap; /* frames of the session before each piece */
	size_t piece; /* frames of each */
	size_t played; /* frames of the present one */
};

static struct excerpt *excerpt_of(struct source *source)
{
	return (struct excerpt *)(void *)source;
}

static enum status excerpt_read(struct source *source, double *const *columns, size_t frames)
{
	struct excerpt *excerpt = excerpt_of(source);
	enum status status = STATUS_OK;
	if (excerpt->played + frames > excerpt->piece) {
		excerpt->played = 0;
		if (excerpt->from->skip && excerpt->gap > 0)
			status = excerpt->from->skip(excerpt->from, excerpt->gap);
	}
	excerpt->played += frames;
	if (status == STATUS_OK)
		status = excerpt->from->read(excerpt->from, columns, frames);
	source->problem = excerpt->from->problem;
	return status;
}

static enum status excerpt_rewind(struct source *source)
{
	struct excerpt *excerpt = excerpt_of(source);
	excerpt->played = excerpt->piece;
	return excerpt->from->rewind(excerpt->from);
}

/* The arena has all of it. */
static void free_nothing(struct source *source)
{
	(void)source;
}

struct source *excerpt_source_new(struct source *from, uint64_t session, uint64_t frames, size_t piece,
				  struct arena *arena)
{
	struct excerpt *excerpt = ARENA_NEW(arena, struct excerpt);
	if (!excerpt)
		return NULL;
	const uint64_t pieces = (frames + piece - 1) / piece;
	*excerpt = (struct excerpt){
		.source = *from, .from = from, .gap = (session - frames) / (pieces + 1), .piece = piece, .played = piece
	};
	excerpt->source.frames = frames;
	excerpt->source.read = excerpt_read;
	excerpt->source.rewind = excerpt_rewind;
	excerpt->source.skip = NULL;
	excerpt->source.confirm = NULL;
	excerpt->source.free = free_nothing;
	return &excerpt->source;
}
