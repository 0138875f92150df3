/* Tells inputs that sound as they did from those that sound otherwise.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/verify/input_sounds.h"

#include "cmd/interrupt.h"
#include "cmd/job/file_probe.h"
#include "cmd/job/resource_check.h"
#include "io/audio_hash.h"
#include "io/audio_probe.h"
#include "io/fence.h"

#include <string.h>

/* Probes the file first, because nobody knows what it is now. What cannot be read has another sound. */
static enum status find_sound(const char *path, const struct resource_limits *allowed, struct sound_hash *hash,
			      struct diagnostics *diagnostics)
{
	struct audio_probe probe;
	struct problem problem;
	hash->text[0] = '\0';
	enum status status = file_probe(&path, 1, &probe);
	const bool sounds = status == STATUS_OK && probe.status == STATUS_OK;
	if (sounds && resource_check_frames(diagnostics, path, probe.properties.frames, allowed) != STATUS_OK)
		return STATUS_LIMIT;
	if (sounds)
		status = audio_hash_of_sound(path, &probe.properties, &interrupt_signal, hash, &problem);
	return status == STATUS_NO_MEMORY ? status : STATUS_OK;
}

/* While nobody is trusted, a manifest leads to nothing outside of its folder. */
static bool may_be_decoded(const struct manifest_input *input, const struct checked_file *found)
{
	if (found->finding != FILE_CHANGED || !input->sound || !input->path)
		return false;
	return !fence_is_raised() || input->path[0] != '/';
}

static enum status compare(const struct manifest_check *check, size_t index, const struct resource_limits *limits,
			   struct diagnostics *diagnostics)
{
	const struct manifest_input *input = &check->manifest.inputs[index];
	const char *path = input->path[0] == '/'
				   ? input->path
				   : arena_format(diagnostics->arena, "%s/%s", check->folder, input->path);
	struct sound_hash hash;
	const enum status status = path ? find_sound(path, limits, &hash, diagnostics) : STATUS_NO_MEMORY;
	if (status == STATUS_OK && strcmp(hash.text, input->sound) == 0)
		check->inputs[index].finding = FILE_SAME_SOUND;
	return status;
}

enum status input_sounds_compare(struct manifest_check *check, const struct resource_limits *limits,
				 struct diagnostics *diagnostics)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < check->manifest.input_count && status == STATUS_OK && !interrupt_signal; i++)
		if (may_be_decoded(&check->manifest.inputs[i], &check->inputs[i]))
			status = compare(check, i, limits, diagnostics);
	return interrupt_signal ? STATUS_INTERRUPTED : status;
}
