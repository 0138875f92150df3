/* Refuses prints that are longer than is allowed.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/verify/print_limits.h"

#include "cmd/job/file_probe.h"
#include "cmd/job/resource_check.h"
#include "io/audio_probe.h"

#include <string.h>

/* A print that is not as written fails anyway, and is not read as sound. */
static bool is_judged(const struct manifest_check *check, size_t index)
{
	return strcmp(check->manifest.files[index].role, "report") != 0 &&
	       check->files[index].finding == FILE_AS_WRITTEN;
}

enum status print_limits_check(const struct manifest_check *check, const struct resource_limits *limits,
			       struct diagnostics *diagnostics)
{
	const size_t files = limits->frames > 0 ? check->manifest.file_count : 0;
	const char **paths = ARENA_ARRAY(diagnostics->arena, const char *, files);
	struct audio_probe *probes = ARENA_ARRAY(diagnostics->arena, struct audio_probe, files);
	enum status status = STATUS_OK;
	size_t count = 0;
	if (!paths || !probes)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < files; i++)
		if (is_judged(check, i) && !(paths[count++] = manifest_check_path(check, i, diagnostics->arena)))
			return STATUS_NO_MEMORY;
	if (file_probe(paths, count, probes) == STATUS_NO_MEMORY)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		if (probes[i].status == STATUS_OK &&
		    resource_check_frames(diagnostics, paths[i], probes[i].properties.frames, limits) != STATUS_OK)
			status = STATUS_LIMIT;
	return status;
}
