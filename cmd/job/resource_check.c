/* Compares what a render will take with its limits.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/resource_check.h"

#include "base/byte_size.h"
#include "cmd/job/session_length.h"
#include "io/free_space.h"

#include <inttypes.h>
#include <stdio.h>

static const struct location nowhere;

/* Returns the source that ends last. */
static const struct recipe_source *longest_source(const struct project *project)
{
	const double end = session_length_seconds(project);
	const struct recipe_source *longest = NULL;
	for (size_t i = 0; i < project->source_count; i++) {
		const struct recipe_source *source = project->recipe_sources[i];
		const struct audio_properties *properties = &project->probes[i].properties;
		double length = source->generator.length_seconds;
		if (source->path)
			length = (double)properties->frames / properties->sample_rate;
		if (!longest || source->start_seconds + length >= end)
			longest = source;
	}
	return longest;
}

enum status resource_check_length(struct project *project, const struct resource_limits *limits)
{
	const uint64_t frames = session_length_frames(project);
	const struct recipe_session *session = &project->recipe->session;
	const struct recipe_source *source = session->length_seconds > 0.0 ? NULL : longest_source(project);
	if (limits->frames == 0 || frames <= limits->frames)
		return STATUS_OK;
	diagnostics_failure(&project->diagnostics, STATUS_LIMIT, "limit-frames", source ? source->at : nowhere,
			    "%s makes the session %" PRIu64 " frames long (%.6g s), and at most %" PRIu64
			    " are allowed; shorten it, or allow more with --max-frames",
			    source ? "this source" : "\"length\" of the session", frames,
			    (double)frames / session->sample_rate, limits->frames);
	return STATUS_LIMIT;
}

static enum status check_memory(struct project *project, const struct resource_estimate *estimate,
				const struct resource_limits *limits)
{
	char needed[BYTE_SIZE_LENGTH], allowed[BYTE_SIZE_LENGTH];
	if (!estimate->memory_is_over)
		return STATUS_OK;
	diagnostics_failure(&project->diagnostics, STATUS_LIMIT, "limit-memory", nowhere,
			    "the render takes %s of memory or more, and %s are allowed; %s%suse less of them, or allow "
			    "more with --max-memory",
			    byte_size_format(estimate->memory_bytes, needed),
			    byte_size_format(limits->memory_bytes, allowed),
			    estimate->memory_for ? estimate->memory_for : "", estimate->memory_for ? "; " : "");
	return STATUS_LIMIT;
}

static enum status check_passes(struct project *project, const struct resource_estimate *estimate,
				const struct resource_limits *limits)
{
	if (!estimate->passes_are_over)
		return STATUS_OK;
	diagnostics_failure(&project->diagnostics, STATUS_LIMIT, "limit-passes", nowhere,
			    "the render takes %zu passes over the session or more, and %zu are allowed; render fewer "
			    "mixes anew, and let fewer `normalise` hear each other",
			    estimate->passes, limits->passes);
	return STATUS_LIMIT;
}

enum status resource_check_render(struct project *project, const struct resource_request *request,
				  struct resource_estimate *estimate)
{
	const enum status status = resource_estimate_make(project, request, estimate);
	if (status != STATUS_OK)
		return status;
	const enum status memory = check_memory(project, estimate, request->limits);
	const enum status passes = check_passes(project, estimate, request->limits);
	return memory == STATUS_OK ? passes : memory;
}

enum status resource_check_space(struct project *project, const struct resource_estimate *estimate,
				 const char *directory)
{
	char needed[BYTE_SIZE_LENGTH], left[BYTE_SIZE_LENGTH], held[BYTE_SIZE_LENGTH];
	const uint64_t bytes = estimate->printed_bytes + estimate->held_bytes;
	uint64_t room;
	if (!free_space_of(directory, &room) || bytes <= room)
		return STATUS_OK;
	byte_size_format(estimate->held_bytes, held);
	diagnostics_failure(&project->diagnostics, STATUS_BAD_OUTPUT, "disk-space", nowhere,
			    "the %zu files of the render need %s%s%s%s, and the disk of \"%s\" has %s left; free some, "
			    "or print elsewhere with --directory",
			    estimate->files, byte_size_format(bytes, needed), estimate->held_bytes ? " (" : "",
			    estimate->held_bytes ? held : "", estimate->held_bytes ? " of it until they are done)" : "",
			    directory, byte_size_format(room, left));
	return STATUS_BAD_OUTPUT;
}

enum status resource_check_room(struct diagnostics *diagnostics, const char *what, uint64_t bytes,
				const char *directory)
{
	char needed[BYTE_SIZE_LENGTH], left[BYTE_SIZE_LENGTH];
	uint64_t room;
	if (!free_space_of(directory, &room) || bytes <= room)
		return STATUS_OK;
	diagnostics_failure(diagnostics, STATUS_BAD_OUTPUT, "disk-space", nowhere,
			    "%s %s, and the disk of \"%s\" has %s left; free some, or print elsewhere", what,
			    byte_size_format(bytes, needed), directory, byte_size_format(room, left));
	return STATUS_BAD_OUTPUT;
}

static enum status check_bytes(struct diagnostics *diagnostics, const char *what, uint64_t bytes,
			       const struct resource_limits *limits, const char *remedy)
{
	char needed[BYTE_SIZE_LENGTH], allowed[BYTE_SIZE_LENGTH];
	if (!limits || limits->memory_bytes == 0 || bytes <= limits->memory_bytes)
		return STATUS_OK;
	diagnostics_failure(diagnostics, STATUS_LIMIT, "limit-memory", nowhere,
			    "%s takes %s of memory or more, and %s are allowed; %s, or allow more with --max-memory",
			    what, byte_size_format(bytes, needed), byte_size_format(limits->memory_bytes, allowed),
			    remedy);
	return STATUS_LIMIT;
}

enum status resource_check_readers(struct diagnostics *diagnostics, size_t files, uint64_t bytes,
				   const struct resource_limits *limits)
{
	char what[64];
	snprintf(what, sizeof what, "reading %zu files at once", files);
	return check_bytes(diagnostics, what, bytes, limits, "give fewer at once");
}

enum status resource_check_meters(struct diagnostics *diagnostics, size_t files, size_t threads, uint64_t bytes,
				  const struct resource_limits *limits)
{
	char what[96];
	snprintf(what, sizeof what, "measuring %zu file%s on %zu thread%s", files, files == 1 ? "" : "s", threads,
		 threads == 1 ? "" : "s");
	return check_bytes(diagnostics, what, bytes, limits, "give fewer files or threads");
}

enum status resource_check_files(struct diagnostics *diagnostics, size_t files, const struct resource_limits *limits)
{
	if (!limits || limits->files == 0 || files <= limits->files)
		return STATUS_OK;
	diagnostics_failure(diagnostics, STATUS_LIMIT, "limit-files", nowhere,
			    "%zu files are given, and at most %zu are allowed; give fewer at once", files,
			    limits->files);
	return STATUS_LIMIT;
}

enum status resource_check_frames(struct diagnostics *diagnostics, const char *name, uint64_t frames,
				  const struct resource_limits *limits)
{
	if (!limits || limits->frames == 0 || frames <= limits->frames)
		return STATUS_OK;
	diagnostics_failure(diagnostics, STATUS_LIMIT, "limit-frames", nowhere,
			    "\"%s\" has %" PRIu64 " frames, and at most %" PRIu64
			    " are allowed; shorten it, or allow more with --max-frames",
			    name, frames, limits->frames);
	return STATUS_LIMIT;
}
