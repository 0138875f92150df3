/* Reads --shard, which leaves a task of several its part of the recipes.
   SPDX-License-Identifier: GPL-3.0-or-later

   The shards of one list of recipes are a partition of it: each recipe is in one shard, and none in two. It depends on
   the paths as typed and on nothing else. The order of the list does not count, because shells sort what a pattern
   matches by the language of their machine. */
#ifndef STEMPRINT_CMD_RENDER_SHARD_H
#define STEMPRINT_CMD_RENDER_SHARD_H

#include "base/status.h"
#include "cmd/file_arguments.h"

#include <stdbool.h>

enum { SHARDS_MOST = 1000000 };

struct shard {
	size_t index; /**< from 0 on */
	size_t count; /**< 0: there are no shards, and all recipes are rendered */
};

/** This parser goes into the `children` of a command's argp. Its input is a struct shard. The environment of a
   scheduler counts only where --shard asks for it. */
extern const struct argp shard_argp;

/** Takes the recipes of other shards out of the list. The others keep their order. Returns OK or NO_MEMORY. */
enum status shard_keep(const struct shard *shard, struct file_arguments *files) MUST_CHECK;

#endif
