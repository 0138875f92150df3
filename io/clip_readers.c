/* Keeps a few files open for the clips of a track.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/clip_readers.h"

#include <string.h>

struct clip_reader {
	struct audio_reader *reader; /* NULL means that no file is open */
	const struct clip *like; /* a clip with the file and the channels of the reader */
	const struct clip *holder; /* the clip that sounds; NULL means that the next clip may take it */
	uint64_t position; /* the next frame */
	uint64_t used; /* when it was used last */
};

bool clip_readers_init(struct clip_readers *readers, const struct clip_source_file *files, size_t capacity,
		       struct arena *arena)
{
	*readers = (struct clip_readers){ .files = files, .capacity = capacity, .name = "clips" };
	readers->items = ARENA_ARRAY(arena, struct clip_reader, capacity);
	return readers->items;
}

static bool are_alike(const struct clip *a, const struct clip *b)
{
	return a->file == b->file && a->channel_count == b->channel_count &&
	       memcmp(a->channels, b->channels, a->channel_count * sizeof *a->channels) == 0;
}

/* Says how well a reader suits a clip: the lower, the better. */
static unsigned rank_of(const struct clip_reader *item, const struct clip *clip, uint64_t frame)
{
	if (!item->reader)
		return 2;
	if (item->holder)
		return 4;
	if (!are_alike(item->like, clip))
		return 3;
	return item->position == frame ? 0 : 1;
}

static struct clip_reader *choose(struct clip_readers *readers, const struct clip *clip, uint64_t frame)
{
	struct clip_reader *best = &readers->items[0];
	unsigned best_rank = rank_of(best, clip, frame);
	for (size_t i = 1; i < readers->capacity; i++) {
		struct clip_reader *item = &readers->items[i];
		const unsigned rank = rank_of(item, clip, frame);
		if (rank < best_rank || (rank == best_rank && item->used < best->used)) {
			best = item;
			best_rank = rank;
		}
	}
	return best;
}

static enum status close_reader(struct clip_readers *readers, struct clip_reader *item, struct problem *problem)
{
	const char *name = readers->name;
	readers->name = readers->files[item->like->file].path;
	const enum status status = audio_reader_confirm(item->reader, problem);
	audio_reader_free(item->reader);
	*item = (struct clip_reader){ 0 };
	if (status == STATUS_OK)
		readers->name = name;
	return status;
}

static enum status open_reader(struct clip_readers *readers, struct clip_reader *item, const struct clip *clip,
			       struct problem *problem)
{
	const struct clip_source_file *file = &readers->files[clip->file];
	enum status status = item->reader ? close_reader(readers, item, problem) : STATUS_OK;
	if (status != STATUS_OK)
		return status;
	readers->name = file->path;
	status = audio_reader_open(file->path, clip->channels, clip->channel_count, file->properties, &item->reader,
				   problem);
	item->like = clip;
	item->position = 0;
	return status;
}

static struct clip_reader *held_by(const struct clip_readers *readers, const struct clip *clip)
{
	for (size_t i = 0; i < readers->capacity; i++)
		if (readers->items[i].holder == clip)
			return &readers->items[i];
	return NULL;
}

enum status clip_readers_read(struct clip_readers *readers, const struct clip *clip, uint64_t frame,
			      double *const *columns, size_t frames, struct problem *problem)
{
	enum status status = STATUS_OK;
	struct clip_reader *item = held_by(readers, clip);
	if (!item) {
		item = choose(readers, clip, frame);
		if (!item->reader || !are_alike(item->like, clip))
			status = open_reader(readers, item, clip, problem);
		if (status != STATUS_OK)
			return status;
		item->holder = clip;
	}
	item->used = ++readers->clock;
	readers->name = readers->files[clip->file].path;
	if (item->position != frame)
		status = audio_reader_seek(item->reader, frame, problem);
	if (status == STATUS_OK)
		status = audio_reader_read(item->reader, columns, frames, problem);
	item->position = frame + frames;
	return status;
}

void clip_readers_leave(struct clip_readers *readers, const struct clip *clip)
{
	struct clip_reader *item = held_by(readers, clip);
	if (item)
		item->holder = NULL;
}

enum status clip_readers_confirm(struct clip_readers *readers, struct problem *problem)
{
	for (size_t i = 0; i < readers->capacity; i++) {
		const struct clip_reader *item = &readers->items[i];
		if (!item->reader)
			continue;
		readers->name = readers->files[item->like->file].path;
		const enum status status = audio_reader_confirm(item->reader, problem);
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

void clip_readers_close(struct clip_readers *readers)
{
	for (size_t i = 0; i < readers->capacity; i++) {
		audio_reader_free(readers->items[i].reader);
		readers->items[i] = (struct clip_reader){ 0 };
	}
}
