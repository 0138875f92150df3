/* stemprint: the open files of a track's clips, of which there are few.
   SPDX-License-Identifier: GPL-3.0-or-later

   A clip holds a reader while it sounds. Then the reader stays open for the next clip of the same file, until another
   clip needs it: of the readers that nobody holds, the one that was not used for the longest time is closed. */
#ifndef STEMPRINT_IO_CLIP_READERS_H
#define STEMPRINT_IO_CLIP_READERS_H

#include "graph/clip_list.h"
#include "io/audio_reader.h"

/** A file that clips play. */
struct clip_source_file {
	const char *path; /**< it must live as long as the source */
	const struct audio_properties *properties; /**< the properties that the probe found */
};

struct clip_reader;

struct clip_readers {
	const struct clip_source_file *files;
	struct clip_reader *items; /**< [capacity] */
	size_t capacity; /**< the most files that are open at once */
	uint64_t clock; /**< counts what was read */
	const char *name; /**< the path of the file that was read last */
};

/** Makes room for `capacity` readers, 1 or more, in the arena. Returns false when out of memory. */
bool clip_readers_init(struct clip_readers *readers, const struct clip_source_file *files, size_t capacity,
		       struct arena *arena);

/** Reads frames of the clip's file from `frame` on; they must lie within the file. The clip holds the reader then. */
enum status clip_readers_read(struct clip_readers *readers, const struct clip *clip, uint64_t frame,
			      double *const *columns, size_t frames, struct problem *problem) MUST_CHECK;

/** Says that the clip reads no more. */
void clip_readers_leave(struct clip_readers *readers, const struct clip *clip);

/** Confirms the files that are open. */
enum status clip_readers_confirm(struct clip_readers *readers, struct problem *problem) MUST_CHECK;

/** Closes all files. */
void clip_readers_close(struct clip_readers *readers);

#endif
