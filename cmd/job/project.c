/* Reads a recipe, probes and opens its sources, and builds its graphs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/project.h"

#include "base/frames.h"
#include "base/path.h"
#include "cmd/job/file_probe.h"
#include "cmd/job/rate_check.h"
#include "cmd/job/source_pair.h"
#include "cmd/terminal.h"
#include "dsp/stream_key.h"
#include "engine/engine.h"
#include "engine/generator.h"
#include "engine/mark.h"
#include "graph/cycle_outline.h"
#include "graph/lint.h"
#include "io/audio_pair.h"
#include "io/audio_recording.h"
#include "io/audio_source.h"
#include "io/clip_source.h"
#include "io/fence.h"
#include "io/file_hint.h"
#include "io/recipe_file.h"
#include "io/yaml.h"

#include <stdlib.h>
#include <string.h>

/* Lists the sources of all strips in one list. */
static enum status list_sources(struct project *project)
{
	const struct recipe *recipe = project->recipe;
	for (size_t i = 0; i < recipe->strip_count; i++)
		project->source_count += recipe->strips[i].source_count;
	project->recipe_sources = ARENA_ARRAY(project->arena, const struct recipe_source *, project->source_count);
	project->probes = ARENA_ARRAY(project->arena, struct audio_probe, project->source_count);
	project->right_probes = ARENA_ARRAY(project->arena, struct audio_probe, project->source_count);
	project->sounds = ARENA_ARRAY(project->arena, struct sound_hash, project->source_count);
	project->right_sounds = ARENA_ARRAY(project->arena, struct sound_hash, project->source_count);
	project->file_hashes = ARENA_ARRAY(project->arena, struct file_hash, project->source_count);
	project->right_file_hashes = ARENA_ARRAY(project->arena, struct file_hash, project->source_count);
	project->source_channels = ARENA_ARRAY(project->arena, size_t, project->source_count);
	project->sources = ARENA_ARRAY(project->arena, struct source *, project->source_count + recipe->loop_count);
	project->clip_lists = ARENA_ARRAY(project->arena, const struct clip_list *, project->source_count);
	project->clip_probes = ARENA_ARRAY(project->arena, struct audio_probe, recipe->clip_file_count);
	if (!project->recipe_sources || !project->probes || !project->right_probes || !project->sounds ||
	    !project->right_sounds || !project->file_hashes || !project->right_file_hashes ||
	    !project->source_channels || !project->sources || !project->clip_lists || !project->clip_probes)
		return STATUS_NO_MEMORY;
	size_t count = 0;
	for (size_t i = 0; i < recipe->strip_count; i++)
		for (size_t j = 0; j < recipe->strips[i].source_count; j++)
			project->recipe_sources[count++] = &recipe->strips[i].sources[j];
	return STATUS_OK;
}

static void check_channels(struct project *project, size_t index)
{
	const struct recipe_source *source = project->recipe_sources[index];
	unsigned channels = project->probes[index].properties.channels;
	project->source_channels[index] = source->channel_count ? source->channel_count : channels;
	for (size_t i = 0; i < source->channel_count; i++)
		if (source->channels[i] > channels)
			diagnostics_error(&project->diagnostics, "channels", source->at,
					  "\"%s\" has %u channel%s, so there is no channel %u; name one of those",
					  source->file, channels, channels == 1 ? "" : "s", source->channels[i]);
	if (source->channel_count == 0 && channels > RECIPE_CHANNELS_MAXIMUM)
		diagnostics_error(&project->diagnostics, "channels", source->at,
				  "\"%s\" has %u channels, and a strip at most %d; choose some with `channels`",
				  source->file, channels, RECIPE_CHANNELS_MAXIMUM);
}

enum { HINTS_MAXIMUM = 20 };

/* Returns what ends the message about a file that cannot be read. Each hint looks at whole folders, so only the first
   files get one. */
static const char *hint_of(struct project *project, enum status status, const char *file, const char *path)
{
	if (status != STATUS_BAD_SOURCE || project->hints == HINTS_MAXIMUM)
		return "";
	project->hints++;
	const char *hint = file_hint(file, path, project->arena);
	if (!hint)
		project->diagnostics.failed = true;
	return hint ? hint : "";
}

/* Takes the probe of one file and reports what is wrong with it. */
static bool take_probe(struct project *project, const struct audio_probe *probe, const char *file, const char *path,
		       struct location at, struct audio_probe *taken)
{
	*taken = *probe;
	if (probe->status != STATUS_OK)
		diagnostics_failure(&project->diagnostics, probe->status, "source", at, "source \"%s\": %s%s", file,
				    probe->problem.text, hint_of(project, probe->status, file, path));
	else if (probe->properties.open_ended)
		diagnostics_warning(&project->diagnostics, "open-ended", at, "source \"%s\": %s", file,
				    AUDIO_OPEN_ENDED_TEXT);
	return probe->status == STATUS_OK;
}

/* Takes the probes of a source, one for each of its files. Returns how many files it has. */
static size_t take_probes(struct project *project, size_t index, const struct audio_probe *probes)
{
	const struct recipe_source *source = project->recipe_sources[index];
	if (!source->path) {
		project->source_channels[index] = source->channel_count;
		return 0;
	}
	const bool left =
		take_probe(project, &probes[0], source->file, source->path, source->at, &project->probes[index]);
	if (!source->right_path) {
		if (left)
			check_channels(project, index);
		return 1;
	}
	project->source_channels[index] = 2;
	if (take_probe(project, &probes[1], source->right_file, source->right_path, source->right_at,
		       &project->right_probes[index]) &&
	    left)
		source_pair_check(source, &project->probes[index].properties, &project->right_probes[index].properties,
				  &project->diagnostics);
	return 2;
}

static enum status settle_clips(struct project *project)
{
	const struct recipe *recipe = project->recipe;
	struct clip_file *files = ARENA_ARRAY(project->arena, struct clip_file, recipe->clip_file_count);
	if (!files)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < recipe->clip_file_count; i++) {
		const struct audio_properties *properties = &project->clip_probes[i].properties;
		files[i] = (struct clip_file){ properties->frames, properties->sample_rate, properties->channels };
	}
	size_t source = 0;
	for (size_t i = 0; i < recipe->strip_count; i++) {
		const struct recipe_strip *strip = &recipe->strips[i];
		if (strip->clips) {
			const struct clip_list *list =
				clip_list_new(recipe, strip, files, &project->diagnostics, project->arena);
			if (!list)
				return STATUS_NO_MEMORY;
			project->clip_lists[source] = list;
			project->source_channels[source] = list->channels;
		}
		source += strip->source_count;
	}
	return diagnostics_status(&project->diagnostics);
}

static size_t count_clip_tracks(const struct project *project)
{
	size_t count = 0;
	for (size_t i = 0; i < project->source_count; i++)
		count += project->recipe_sources[i]->clips ? 1 : 0;
	return count;
}

static size_t count_clip_files(const struct project *project)
{
	const size_t tracks = count_clip_tracks(project);
	return tracks * clip_source_open_files(tracks);
}

static struct clip_source_file *list_clip_files(struct project *project)
{
	const struct recipe *recipe = project->recipe;
	struct clip_source_file *files = ARENA_ARRAY(project->arena, struct clip_source_file, recipe->clip_file_count);
	for (size_t i = 0; files && i < recipe->clip_file_count; i++)
		files[i] = (struct clip_source_file){ recipe->clip_files[i].path, &project->clip_probes[i].properties };
	return files;
}

static enum status open_clips(struct project *project, size_t index)
{
	const struct recipe_source *from = project->recipe_sources[index];
	struct problem problem;
	if (!project->clip_files)
		project->clip_files = list_clip_files(project);
	if (!project->clip_files)
		return STATUS_NO_MEMORY;
	project->clip_filters.arena = project->arena;
	const struct clip_source_options options = {
		.sample_rate = project->recipe->session.sample_rate,
		.clips = project->clip_lists[index],
		.files = project->clip_files,
		.open_files = clip_source_open_files(count_clip_tracks(project)),
		.filters = &project->clip_filters,
	};
	const enum status status = clip_source_new(&options, &project->sources[index], &problem);
	if (status != STATUS_OK)
		diagnostics_failure(&project->diagnostics, status, "source", from->at, "\"clips\": %s", problem.text);
	return status;
}

/* Takes the probes of the files of clips. */
static void take_clip_probes(struct project *project, const struct audio_probe *probes)
{
	for (size_t i = 0; i < project->recipe->clip_file_count; i++) {
		const struct recipe_clip_file *file = &project->recipe->clip_files[i];
		take_probe(project, &probes[i], file->file, file->path, file->at, &project->clip_probes[i]);
	}
}

static enum status probe_sources(struct project *project)
{
	const struct recipe *recipe = project->recipe;
	const size_t most = 2 * project->source_count + recipe->clip_file_count;
	const char **paths = ARENA_ARRAY(project->arena, const char *, most);
	struct audio_probe *probes = ARENA_ARRAY(project->arena, struct audio_probe, most);
	if (!paths || !probes)
		return STATUS_NO_MEMORY;
	size_t files = 0;
	for (size_t i = 0; i < project->source_count; i++) {
		const struct recipe_source *source = project->recipe_sources[i];
		if (source->path)
			paths[files++] = source->path;
		if (source->right_path)
			paths[files++] = source->right_path;
	}
	for (size_t i = 0; i < recipe->clip_file_count; i++)
		paths[files++] = recipe->clip_files[i].path;
	if (file_probe(paths, files, probes) == STATUS_NO_MEMORY)
		return STATUS_NO_MEMORY;
	size_t taken = 0;
	for (size_t i = 0; i < project->source_count; i++)
		taken += take_probes(project, i, probes + taken);
	take_clip_probes(project, probes + taken);
	const enum status status = diagnostics_status(&project->diagnostics);
	return status == STATUS_OK ? settle_clips(project) : status;
}

static enum status read_recording(struct project *project, size_t index, const struct audio_probe *probe)
{
	const struct recipe_recording *from = &project->recipe->recordings[index];
	const unsigned sample_rate = (unsigned)project->recipe->session.sample_rate;
	struct problem problem = probe->problem;
	enum status status = probe->status;
	if (status == STATUS_OK)
		status = audio_recording_read(from->path, sample_rate, &probe->properties, project->arena,
					      &project->recordings[index], &problem);
	if (status != STATUS_OK)
		diagnostics_failure(&project->diagnostics, status, "recording", from->at, "%s \"%s\": %s%s",
				    from->is_played ? "sample" : "impulse response", from->file, problem.text,
				    hint_of(project, status, from->file, from->path));
	return status;
}

/* Headers of recordings are as untrusted as those of sources, so the probe comes first. */
static enum status read_recordings(struct project *project)
{
	const size_t count = project->recipe->recording_count;
	const char **paths = ARENA_ARRAY(project->arena, const char *, count);
	struct audio_probe *probes = ARENA_ARRAY(project->arena, struct audio_probe, count);
	project->recording_probes = probes;
	project->recordings = ARENA_ARRAY(project->arena, const struct recording *, count);
	if (!paths || !probes || !project->recordings)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		paths[i] = project->recipe->recordings[i].path;
	if (file_probe(paths, count, probes) == STATUS_NO_MEMORY)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		if (read_recording(project, i, &probes[i]) == STATUS_NO_MEMORY)
			return STATUS_NO_MEMORY;
	return diagnostics_status(&project->diagnostics);
}

/* Finds the recipe's own name, whatever spelling or link the path uses. A path that cannot be resolved cannot be read
   either. */
static enum status name_recipe(struct project *project, const char *path)
{
	char *resolved = fence_resolve(path);
	if (!resolved)
		return STATUS_OK;
	const char *name = path_last_part(resolved);
	project->diagnostics.own_name = arena_text(project->arena, name, strlen(name));
	free(resolved);
	return project->diagnostics.own_name ? STATUS_OK : STATUS_NO_MEMORY;
}

/* An untrusted recipe stays in its own folder. */
static enum status add_fence(struct project *project, const char *path)
{
	struct problem problem;
	const enum status status = fence_add_folder(path, &problem);
	if (status == STATUS_BAD_RECIPE)
		diagnostics_error(&project->diagnostics, "no-recipe", (struct location){ 0 },
				  "the recipe cannot be read: %s", problem.text);
	return status;
}

static void tell_if_missing(struct project *project, const char *what, const char *file, const char *path,
			    struct location at)
{
	if (path && file_hint_is_missing(path))
		diagnostics_failure(&project->diagnostics, STATUS_BAD_SOURCE, "source", at,
				    "%s \"%s\": it cannot be opened: no such file or directory%s", what, file,
				    hint_of(project, STATUS_BAD_SOURCE, file, path));
}

/* A recipe that is wrong is not rendered, so its sounds are not probed: but those that are not there are told with the
   rest. Behind the fence nothing is looked for. */
static void tell_missing_sounds(struct project *project, const struct recipe *recipe)
{
	for (size_t i = 0; i < recipe->strip_count; i++)
		for (size_t k = 0; recipe->strips[i].sources && k < recipe->strips[i].source_count; k++) {
			const struct recipe_source *source = &recipe->strips[i].sources[k];
			tell_if_missing(project, "source", source->file, source->path, source->at);
			tell_if_missing(project, "source", source->right_file, source->right_path, source->right_at);
		}
	for (size_t i = 0; i < recipe->clip_file_count; i++)
		tell_if_missing(project, "source", recipe->clip_files[i].file, recipe->clip_files[i].path,
				recipe->clip_files[i].at);
	for (size_t i = 0; i < recipe->recording_count; i++)
		tell_if_missing(project, recipe->recordings[i].is_played ? "sample" : "impulse response",
				recipe->recordings[i].file, recipe->recordings[i].path, recipe->recordings[i].at);
}

/* No graph is built of what is wrong: but the loops that can be seen are told with the rest. */
static enum status tell_cycles(struct project *project)
{
	const enum status status = graph_tell_cycles(project->recipe, project->arena, &project->diagnostics);
	return status == STATUS_OK ? diagnostics_status(&project->diagnostics) : status;
}

enum status project_read(struct project *project, const char *path, const struct recipe_settings *settings)
{
	*project = (struct project){ .arena = arena_new() };
	if (!project->arena)
		return STATUS_NO_MEMORY;
	const bool piped = yaml_is_standard_input(path);
	diagnostics_init(&project->diagnostics, project->arena, piped ? yaml_standard_input : path);
	enum status status = add_fence(project, path);
	if (status == STATUS_OK && !piped)
		status = name_recipe(project, path);
	if (status == STATUS_OK)
		status = recipe_file_read(path, settings, project->arena, &project->diagnostics, &project->recipe);
	if (status == STATUS_BAD_RECIPE && project->recipe && !fence_is_raised())
		tell_missing_sounds(project, project->recipe);
	if (status == STATUS_BAD_RECIPE && project->recipe)
		status = tell_cycles(project);
	if (status != STATUS_OK)
		project->recipe = NULL;
	return status;
}

enum status project_read_draft(struct project *project, const char *path, const char *bytes, size_t length)
{
	*project = (struct project){ .arena = arena_new() };
	if (!project->arena)
		return STATUS_NO_MEMORY;
	diagnostics_init(&project->diagnostics, project->arena, path);
	enum status status = add_fence(project, path);
	if (status == STATUS_OK)
		status =
			recipe_draft_read(bytes, length, path, project->arena, &project->diagnostics, &project->recipe);
	if (status != STATUS_OK)
		project->recipe = NULL;
	return status;
}

enum status project_probe(struct project *project)
{
	enum status status = project->arena ? diagnostics_status(&project->diagnostics) : STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		status = project->recipe ? list_sources(project) : STATUS_NO_MEMORY;
	if (status != STATUS_OK)
		return status;
	status = probe_sources(project);
	if (status == STATUS_OK) {
		project->shares = source_shares_new(project->recipe, project->source_channels, project->source_count,
						    project->arena);
		status = project->shares ? STATUS_OK : STATUS_NO_MEMORY;
	}
	const enum status recordings = status == STATUS_NO_MEMORY ? status : read_recordings(project);
	project->loops.arena = project->arena;
	project->loops.diagnostics = &project->diagnostics;
	const enum status loops =
		recordings == STATUS_NO_MEMORY
			? recordings
			: hardware_loops_probe(&project->loops, project->recipe, project->printing_sends);
	if (status == STATUS_OK)
		status = recordings;
	if (status == STATUS_OK)
		status = loops;
	if (status == STATUS_OK)
		rate_check_sources(&(struct rate_check){ .recipe = project->recipe,
							 .sources = project->recipe_sources,
							 .probes = project->probes,
							 .right_probes = project->right_probes,
							 .source_count = project->source_count,
							 .clip_probes = project->clip_probes },
				   &project->diagnostics);
	return status == STATUS_BAD_SOURCE || status == STATUS_BAD_RECIPE ? tell_cycles(project) : status;
}

enum status project_load(struct project *project, const char *path, const struct recipe_settings *settings)
{
	enum status status = project_read(project, path, settings);
	return status == STATUS_OK ? project_probe(project) : status;
}

static struct graph_request request_of(const struct project *project)
{
	return (struct graph_request){ .re_rendered = RECIPE_NONE,
				       .shares = project->shares,
				       .source_channels = project->source_channels,
				       .recordings = project->recordings,
				       .loops = project->loops.graph,
				       .trims = project->trims,
				       .trim_count = project->trim_count,
				       .told = project->warned,
				       .reductions = project->reductions,
				       .checking = project->checking };
}

enum status project_graph(struct project *project, bool stems, struct graph **graph)
{
	struct graph_request request = request_of(project);
	request.stems = stems;
	request.sends = SENDS_CHECKED;
	enum status status = graph_build(project->recipe, &request, project->arena, &project->diagnostics, graph);
	if (status == STATUS_OK && !project->warned)
		status = graph_lint(*graph, project->arena, &project->diagnostics);
	project->warned = true;
	return status;
}

enum status project_mix_graph(struct project *project, size_t mix, struct arena *arena, struct graph **graph)
{
	struct graph_request request = request_of(project);
	request.re_rendered = mix;
	request.sends = SENDS_CHECKED;
	return graph_build(project->recipe, &request, arena, &project->diagnostics, graph);
}

enum status project_measuring_graph(struct project *project, size_t re_rendered, struct arena *arena,
				    struct graph **graph)
{
	struct graph_request request = request_of(project);
	request.measuring = true;
	request.re_rendered = re_rendered;
	return graph_build(project->recipe, &request, arena, &project->diagnostics, graph);
}

enum status project_track_graph(struct project *project, struct graph **graph)
{
	const struct recipe_print *print = &project->recipe->print;
	struct graph_request request = request_of(project);
	bool wanted = false;
	for (size_t i = 0; i < print->stem_set_count; i++)
		wanted |= print->stem_sets[i].by == STEMS_BY_TRACK;
	*graph = NULL;
	if (!wanted)
		return STATUS_OK;
	request.stems = true;
	request.tracks = true;
	return graph_build(project->recipe, &request, project->arena, &project->diagnostics, graph);
}

enum status project_source_graph(struct project *project, const bool *apart, struct arena *arena, struct graph **graph)
{
	struct graph_request request = request_of(project);
	request.apart = apart;
	return graph_build(project->recipe, &request, arena, &project->diagnostics, graph);
}

enum status project_send_graph(struct project *project, struct graph **graph)
{
	struct graph_request request = request_of(project);
	request.sends = SENDS_PRINTED;
	return graph_build(project->recipe, &request, project->arena, &project->diagnostics, graph);
}

static enum status make_mark(struct project *project, size_t index)
{
	const struct recipe_session *session = &project->recipe->session;
	const struct mark_session by = { .sample_rate = session->sample_rate,
					 .map = session->timeline.map,
					 .recordings = project->recordings };
	project->sources[index] = mark_new(project->recipe_sources[index], &by, project->arena);
	return project->sources[index] ? STATUS_OK : STATUS_NO_MEMORY;
}

/* Lets the marks that last as long as the session do so. */
static void extend_marks(struct project *project)
{
	const uint64_t end = engine_session_frames(project->recipe, project->sources);
	for (size_t i = 0; i < project->source_count; i++)
		if (generator_is_mark(project->recipe_sources[i]->generator.kind))
			mark_extend(project->sources[i], end);
}

/* No other strip, source or insert shares this noise, because no name of a strip holds a point. */
static enum status make_source(struct project *project, size_t index)
{
	const struct recipe *recipe = project->recipe;
	if (generator_is_mark(project->recipe_sources[index]->generator.kind))
		return make_mark(project, index);
	size_t strip = 0, first = 0;
	while (index - first >= recipe->strips[strip].source_count)
		first += recipe->strips[strip++].source_count;
	const char *name = arena_format(project->arena, "%s.source", recipe->strips[strip].name);
	if (!name)
		return STATUS_NO_MEMORY;
	project->sources[index] = generator_new(project->recipe_sources[index], recipe->session.sample_rate,
						stream_key(recipe->session.seed, name, index - first), project->arena);
	return project->sources[index] ? STATUS_OK : STATUS_NO_MEMORY;
}

/* Lists the channels of all sources of a reading, one source after another. */
static size_t list_channels(const struct project *project, size_t reading, unsigned *channels)
{
	size_t count = 0;
	for (size_t i = reading; count < project->shares[reading].channels; i++)
		for (size_t k = 0; project->shares[i].reading == reading && k < project->source_channels[i]; k++)
			channels[count++] = project->recipe_sources[i]->channel_count > 0
						    ? project->recipe_sources[i]->channels[k]
						    : (unsigned)k + 1;
	return count;
}

_Static_assert((int)SOURCE_SHARE_CHANNELS_MAXIMUM <= (int)AUDIO_CHANNELS_MAXIMUM, "a source can hold a reading");

static enum status open_file(struct project *project, const char *path, const struct audio_source_options *options,
			     const char *file, struct location at, struct source **source)
{
	struct problem problem;
	enum status status = audio_source_open(path, options, source, &problem);
	if (status != STATUS_OK)
		diagnostics_failure(&project->diagnostics, status, "source", at, "source \"%s\": %s", file,
				    problem.text);
	return status;
}

/* Opens each half by itself, with the properties that its own probe found. */
static enum status open_pair(struct project *project, size_t index, struct audio_source_options options)
{
	const struct recipe_source *from = project->recipe_sources[index];
	const size_t channels = options.channel_count;
	struct source *left, *right;
	options.channel_count = 0;
	enum status status = open_file(project, from->path, &options, from->file, from->at, &left);
	if (status != STATUS_OK)
		return status;
	options.expected = &project->right_probes[index].properties;
	options.hash = &project->right_sounds[index];
	options.file_hash = options.file_hash ? &project->right_file_hashes[index] : NULL;
	status = open_file(project, from->right_path, &options, from->right_file, from->right_at, &right);
	if (status != STATUS_OK) {
		left->free(left);
		return status;
	}
	project->sources[index] = audio_pair_new(left, right, channels);
	return project->sources[index] ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status open_source(struct project *project, size_t index)
{
	const struct recipe_source *from = project->recipe_sources[index];
	double rate = project->recipe->session.sample_rate;
	unsigned channels[SOURCE_SHARE_CHANNELS_MAXIMUM];
	const struct audio_source_options options = {
		.sample_rate = (unsigned)rate,
		.channels = channels,
		.channel_count = from->path ? list_channels(project, index, channels) : 0,
		.start_frames = frames_of_seconds(from->start_seconds, rate),
		.expected = &project->probes[index].properties,
		.hash = &project->sounds[index],
		.file_hash = project->texts.items ? &project->file_hashes[index] : NULL,
		.file_hash_kind = project->texts.kind,
	};
	if (from->clips)
		return open_clips(project, index);
	if (!from->path)
		return make_source(project, index);
	if (from->right_path)
		return open_pair(project, index, options);
	return open_file(project, from->path, &options, from->file, from->at, &project->sources[index]);
}

/* Counts the files of all sources; a pair has two. */
static size_t count_files(const struct project *project)
{
	size_t count = 0;
	for (size_t i = 0; i < project->source_count; i++)
		count += project->recipe_sources[i]->right_path ? 2 : 1;
	/* Each loop has its return and its send. */
	return count + count_clip_files(project) + 2 * project->loops.count;
}

/* A disk may fail where a source goes back to its start for another pass. */
static enum status rewind_source(struct project *project, struct source *source)
{
	const enum status status = source->rewind(source);
	if (status != STATUS_OK && status != STATUS_NO_MEMORY && source->problem)
		diagnostics_failure(&project->diagnostics, status, "source", (struct location){ 0 }, "\"%s\": %s",
				    source->name, source->problem);
	return status;
}

/* Returns that are missing stay closed: nobody hears them. */
static enum status open_loops(struct project *project)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < project->loops.count && status == STATUS_OK; i++) {
		struct source **source = &project->sources[project->source_count + i];
		if (*source)
			status = rewind_source(project, *source);
		else if (project->loops.items[i].answered)
			status = hardware_loop_open(&project->loops, i, source);
	}
	return status;
}

enum status project_open_sources(struct project *project)
{
	struct problem problem;
	if (audio_source_reserve(count_files(project), &problem) != STATUS_OK) {
		diagnostics_failure(&project->diagnostics, STATUS_LIMIT, "source", (struct location){ 0 }, "%s",
				    problem.text);
		return STATUS_LIMIT;
	}
	for (size_t i = 0; i < project->source_count; i++) {
		const size_t reading = project->shares[i].reading;
		enum status status = STATUS_OK;
		if (reading != i)
			project->sources[i] = project->sources[reading];
		else if (project->sources[i])
			status = rewind_source(project, project->sources[i]);
		else
			status = open_source(project, i);
		if (status != STATUS_OK)
			return status;
	}
	extend_marks(project);
	return open_loops(project);
}

static enum status confirm_loops(struct project *project)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < project->loops.count; i++) {
		struct source *source = project->sources[project->source_count + i];
		const struct recipe_hardware *loop = project->loops.items[i].recipe;
		if (!source || source_confirm(source) == STATUS_OK)
			continue;
		diagnostics_failure(&project->diagnostics, STATUS_BAD_SOURCE, "hardware", loop->answer_at,
				    "return \"%s\": %s", loop->answer_file, source->problem);
		status = STATUS_BAD_SOURCE;
	}
	return status;
}

enum status project_confirm_sources(struct project *project)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < project->source_count; i++) {
		struct source *source = project->sources[i];
		const struct recipe_source *from = project->recipe_sources[i];
		if (project->shares[i].reading != i || source_confirm(source) == STATUS_OK)
			continue;
		diagnostics_failure(&project->diagnostics, STATUS_BAD_SOURCE, "source", from->at, "source \"%s\": %s",
				    from->right_path || from->clips ? source->name : from->file, source->problem);
		status = STATUS_BAD_SOURCE;
	}
	const enum status loops = confirm_loops(project);
	return status == STATUS_OK ? loops : status;
}

void project_close_sources(struct project *project)
{
	for (size_t i = 0; project->sources && i < project->source_count; i++) {
		if (project->sources[i] && project->shares[i].reading == i)
			project->sources[i]->free(project->sources[i]);
		project->sources[i] = NULL;
	}
	for (size_t i = 0; project->sources && i < project->loops.count; i++) {
		struct source **answer = &project->sources[project->source_count + i];
		if (*answer)
			(*answer)->free(*answer);
		*answer = NULL;
	}
}

void project_release(struct project *project)
{
	project_close_sources(project);
	arena_free(project->arena);
	*project = (struct project){ 0 };
}

void project_print_diagnostics(struct project *project)
{
	terminal_print_diagnostics(&project->diagnostics);
}
