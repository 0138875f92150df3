/* Lists the files that a render is made from, hashes them in parallel, and describes them for the report.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/source_list.h"

#include "base/frames.h"
#include "cmd/interrupt.h"
#include "io/audio_hash.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

static struct listed_source list_source(const struct project *project, size_t index)
{
	const struct recipe_source *source = project->recipe_sources[index];
	return (struct listed_source){
		.role = source->path ? REPORT_SOURCE : REPORT_GENERATED,
		.source = source,
		.index = index,
		.file = source->path ? source->file : NULL,
		.path = source->path,
		.at = source->at,
		.properties = source->path ? &project->probes[index].properties : NULL,
		.heard = &project->sounds[index],
		.passing = &project->file_hashes[index],
	};
}

static struct listed_source list_right_half(const struct project *project, size_t index)
{
	const struct recipe_source *source = project->recipe_sources[index];
	return (struct listed_source){
		.role = REPORT_SOURCE,
		.source = source,
		.file = source->right_file,
		.path = source->right_path,
		.at = source->right_at,
		.properties = &project->right_probes[index].properties,
		.heard = &project->right_sounds[index],
		.passing = &project->right_file_hashes[index],
	};
}

static struct listed_source list_clip_file(const struct project *project, size_t index)
{
	const struct recipe_clip_file *file = &project->recipe->clip_files[index];
	return (struct listed_source){
		.role = REPORT_SOURCE,
		.file = file->file,
		.path = file->path,
		.at = file->at,
		.properties = &project->clip_probes[index].properties,
	};
}

static struct listed_source list_recording(const struct project *project, size_t index)
{
	const struct recipe_recording *recording = &project->recipe->recordings[index];
	return (struct listed_source){
		.role = recording->is_played ? REPORT_SOURCE : REPORT_RESPONSE,
		.file = recording->file,
		.path = recording->path,
		.at = recording->at,
		.properties = &project->recording_probes[index].properties,
	};
}

static struct listed_source list_answer(const struct project *project, size_t index)
{
	const struct hardware_loop *loop = &project->loops.items[index];
	return (struct listed_source){
		.role = REPORT_RETURN,
		.file = loop->recipe->answer_file,
		.path = loop->recipe->answer_path,
		.at = loop->recipe->answer_at,
		.properties = &loop->answer.properties,
	};
}

/* Two items have equal keys when they are the same file and serve the same purpose. */
struct file_key {
	uint64_t role, device, inode;
};

static struct file_key key_of(const struct listed_source *item)
{
	const struct audio_identity none = { 0 };
	const struct audio_identity *file = item->properties ? &item->properties->identity : &none;
	return (struct file_key){ item->role, file->device, file->inode };
}

static int compare(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_keys(struct file_key a, struct file_key b)
{
	if (a.role != b.role)
		return compare(a.role, b.role);
	return a.device != b.device ? compare(a.device, b.device) : compare(a.inode, b.inode);
}

/* Sorts by file. Items of the same file keep the order of the list. */
static int by_file(const void *a, const void *b)
{
	const struct listed_source *one = *(const struct listed_source *const *)a;
	const struct listed_source *other = *(const struct listed_source *const *)b;
	const int order = compare_keys(key_of(one), key_of(other));
	return order != 0 ? order : compare((uintptr_t)one, (uintptr_t)other);
}

/* Keeps the first item of each file and drops the others. */
static enum status drop_repetitions(struct source_list *list, struct arena *arena)
{
	struct listed_source **order = ARENA_ARRAY(arena, struct listed_source *, list->count);
	bool *repeated = ARENA_ARRAY(arena, bool, list->count);
	if (!order || !repeated)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < list->count; i++)
		order[i] = &list->items[i];
	qsort(order, list->count, sizeof *order, by_file);
	for (size_t i = 1; i < list->count; i++)
		repeated[order[i] - list->items] =
			order[i]->path && compare_keys(key_of(order[i - 1]), key_of(order[i])) == 0;
	size_t kept = 0;
	for (size_t i = 0; i < list->count; i++)
		if (!repeated[i])
			list->items[kept++] = list->items[i];
	list->count = kept;
	return STATUS_OK;
}

enum status source_list_make(struct source_list *list, struct project *project)
{
	const size_t clip_files = project->recipe->clip_file_count;
	const size_t recordings = project->recipe->recording_count, loops = project->loops.count;
	*list = (struct source_list){ .items = ARENA_ARRAY(project->arena, struct listed_source,
							   2 * project->source_count + clip_files + recordings +
								   loops) };
	if (!list->items)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < project->source_count; i++) {
		if (!project->recipe_sources[i]->clips)
			list->items[list->count++] = list_source(project, i);
		if (project->recipe_sources[i]->right_path)
			list->items[list->count++] = list_right_half(project, i);
	}
	for (size_t i = 0; i < clip_files; i++)
		list->items[list->count++] = list_clip_file(project, i);
	for (size_t i = 0; i < recordings; i++)
		list->items[list->count++] = list_recording(project, i);
	for (size_t i = 0; i < loops; i++)
		list->items[list->count++] = list_answer(project, i);
	return drop_repetitions(list, project->arena);
}

/* The workers share the index of the next file. */
struct hashing {
	struct source_list *list;
	void (*hash)(struct listed_source *item, enum hash_kind kind);
	enum hash_kind kind;
	atomic_size_t next;
};

static void hash_file(struct listed_source *item, enum hash_kind kind)
{
	if (item->passing && hash_of_kind(item->passing->text, kind))
		item->hash = *item->passing;
	else
		item->status = audio_hash(item->path, &item->properties->identity, kind, &item->hash, &item->problem);
}

static void hash_sound(struct listed_source *item, enum hash_kind kind)
{
	(void)kind; /* that of sounds is always the same */
	if (item->heard && item->heard->text[0] != '\0')
		item->sound = *item->heard;
	else
		item->status = audio_hash_of_sound(item->path, item->properties, &interrupt_signal, &item->sound,
						   &item->problem);
}

static void hash_some(void *context)
{
	struct hashing *hashing = context;
	while (!interrupt_signal) {
		const size_t index = atomic_fetch_add(&hashing->next, 1);
		if (index >= hashing->list->count)
			return;
		struct listed_source *item = &hashing->list->items[index];
		if (item->path)
			hashing->hash(item, hashing->kind);
	}
}

static const char *noun_of(enum report_source_role role)
{
	if (role == REPORT_RETURN)
		return "return";
	return role == REPORT_SOURCE ? "source" : "impulse response";
}

static enum status hash_all(struct source_list *list, struct project *project, struct workers *workers,
			    void (*hash)(struct listed_source *item, enum hash_kind kind))
{
	struct hashing hashing = { .list = list, .hash = hash, .kind = project->texts.kind };
	atomic_init(&hashing.next, 0);
	workers_run(workers, hash_some, &hashing);
	if (interrupt_signal)
		return STATUS_INTERRUPTED;
	for (size_t i = 0; i < list->count; i++) {
		const struct listed_source *item = &list->items[i];
		if (item->status == STATUS_OK)
			continue;
		diagnostics_failure(&project->diagnostics, item->status, "source", item->at, "%s \"%s\": %s",
				    noun_of(item->role), item->file, item->problem.text);
		return item->status;
	}
	return STATUS_OK;
}

enum status source_list_hash(struct source_list *list, struct project *project, struct workers *workers)
{
	return hash_all(list, project, workers, hash_file);
}

enum status source_list_hash_sounds(struct source_list *list, struct project *project, struct workers *workers)
{
	return hash_all(list, project, workers, hash_sound);
}

/* Returns how long a generated signal is. Marks that last as long as the session know it when they are opened. */
static uint64_t generated_frames(const struct listed_source *item, const struct project *project)
{
	const double sample_rate = project->recipe->session.sample_rate;
	if (!generator_is_mark(item->source->generator.kind))
		return (uint64_t)fmax(1.0, round(item->source->generator.length_seconds * sample_rate));
	const uint64_t start = frames_of_seconds(item->source->start_seconds, sample_rate);
	const uint64_t end = project->sources[item->index]->frames;
	return end > start ? end - start : 0;
}

/* Only files of clips stand in the list without a source of the recipe. */
static enum report_converter converter_of(const struct listed_source *item, double sample_rate)
{
	if (item->properties->sample_rate == sample_rate)
		return REPORT_CONVERTER_NONE;
	return item->role == REPORT_SOURCE && !item->source ? REPORT_CONVERTER_CLIP : REPORT_CONVERTER_FILE;
}

static struct report_source describe(const struct listed_source *item, const struct project *project)
{
	if (!item->properties)
		return (struct report_source){
			.role = REPORT_GENERATED,
			.file = item->source->file,
			.frames = generated_frames(item, project),
			.sample_rate = project->recipe->session.sample_rate,
			.channels = item->source->channel_count,
		};
	return (struct report_source){
		.role = item->role,
		.file = item->file,
		.left = item->source && item->source->right_file ? item->source->file : NULL,
		.right = item->source ? item->source->right_file : NULL,
		.hash = item->hash.text,
		.frames = item->properties->frames,
		.sample_rate = item->properties->sample_rate,
		.channels = item->properties->channels,
		.container = audio_container_name(item->properties->format.container),
		.encoding = audio_encoding_name(item->properties->format.encoding),
		.converter = converter_of(item, project->recipe->session.sample_rate),
	};
}

const struct report_source *source_list_report(const struct source_list *list, const struct project *project)
{
	struct report_source *sources = ARENA_ARRAY(project->arena, struct report_source, list->count);
	for (size_t i = 0; sources && i < list->count; i++)
		sources[i] = describe(&list->items[i], project);
	return sources;
}
