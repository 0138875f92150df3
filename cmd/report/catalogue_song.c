/* Finds what a render of a song has left, and reads it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/report/catalogue_song.h"

#include "base/path.h"
#include "cmd/job/recipe_name.h"
#include "cmd/render/kept_render.h"
#include "cmd/render/settings_hash.h"
#include "cmd/verify/input_sounds.h"
#include "cmd/verify/print_limits.h"
#include "io/fence.h"
#include "io/print_record.h"
#include "io/text_file.h"
#include "report/report_read.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* A report that is longer is not read, because its figures take ten times as much memory. */
enum { REPORT_BYTES_MAXIMUM = 64 << 20 };

static bool is_manifest(const char *path)
{
	return strcmp(path_last_part(path), PRINT_RECORD_MANIFEST) == 0;
}

static enum status refuse(struct catalogue_song *song, enum status status, const char *code, const char *problem)
{
	diagnostics_failure(&song->project.diagnostics, status, code, (struct location){ 0 }, "%s", problem);
	return status;
}

static enum status name_files(struct catalogue_song *song)
{
	struct arena *arena = song->project.arena;
	const char *folder = song->is_recipe ? song->project.recipe->print.directory : song->path;
	if (is_manifest(song->path)) {
		const char *last = path_last_part(song->path);
		song->manifest = song->path;
		song->printed = arena_format(arena, "%.*s" PRINT_RECORD_REPORT, (int)(last - song->path), song->path);
	} else {
		song->manifest = arena_format(arena, "%s/" PRINT_RECORD_MANIFEST, folder);
		song->printed = arena_format(arena, "%s/" PRINT_RECORD_REPORT, folder);
	}
	return song->manifest && song->printed ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status find(struct catalogue_song *song, const struct recipe_settings *settings)
{
	struct project *project = &song->project;
	if (song->is_recipe) {
		const enum status status = project_read(project, song->path, settings);
		return status == STATUS_OK ? name_files(song) : status;
	}
	project->arena = arena_new();
	if (!project->arena)
		return STATUS_NO_MEMORY;
	diagnostics_init(&project->diagnostics, project->arena, song->path);
	return name_files(song);
}

enum status catalogue_song_find(struct catalogue_song *song, const char *path, const struct recipe_settings *settings)
{
	*song = (struct catalogue_song){ .path = path,
					 .is_recipe = recipe_name_is_one(path),
					 .check = { .descriptor = -1 } };
	song->status = find(song, settings);
	return song->status;
}

/* Says that there is no manifest. Whether it can be read is found when it is. */
static enum status look(struct catalogue_song *song)
{
	struct stat facts;
	const int error = fence_look(song->manifest, &facts);
	if (error != ENOENT && error != ENOTDIR)
		return STATUS_OK;
	diagnostics_failure(&song->project.diagnostics, STATUS_BAD_SOURCE, "not-rendered", (struct location){ 0 },
			    "it was not rendered: there is no \"%.300s\"; render it", song->manifest);
	return STATUS_BAD_SOURCE;
}

/* Another recipe may print into the folder. One from standard input is not among the inputs. */
static enum status compare_names(struct catalogue_song *song)
{
	const struct manifest *manifest = &song->check.manifest;
	const struct manifest_input *then = manifest->inputs;
	if (!song->is_recipe || manifest->input_count == 0 || strcmp(then->role, "recipe") != 0 ||
	    strcmp(then->file, diagnostics_own_name(&song->project.diagnostics, 0)) == 0)
		return STATUS_OK;
	diagnostics_failure(&song->project.diagnostics, STATUS_BAD_SOURCE, "not-rendered", (struct location){ 0 },
			    "it was not rendered: \"%.300s\" is that of \"%.100s\"; give each recipe a directory of "
			    "its own, and render it",
			    song->manifest, then->file);
	return STATUS_BAD_SOURCE;
}

static const struct manifest_file *find_printed(const struct manifest *manifest)
{
	for (size_t i = 0; i < manifest->file_count; i++)
		if (strcmp(manifest->files[i].path, PRINT_RECORD_REPORT) == 0)
			return &manifest->files[i];
	return NULL;
}

/* The report is the one that the manifest knows. */
static enum status compare_hash(struct catalogue_song *song)
{
	const struct findings *findings = &song->findings;
	const struct manifest_file *entry = find_printed(&song->check.manifest);
	struct file_hash hash;
	enum hash_kind kind;
	if (!entry || !hash_kind_of(entry->hash, &kind))
		return refuse(song, STATUS_BAD_SOURCE, "manifest", "its manifest lists no report; render it again");
	const enum status status = file_hash_of_bytes(findings->json, findings->json_length, kind, &hash);
	if (status != STATUS_OK || strcmp(hash.text, entry->hash) == 0)
		return status;
	return refuse(song, STATUS_BAD_SOURCE, "manifest",
		      "its " PRINT_RECORD_REPORT " has changed since it was rendered; render it again");
}

static enum status fail(struct catalogue_song *song, enum status status, const char *problem)
{
	if (status == STATUS_NO_MEMORY)
		return status;
	status = status == STATUS_LIMIT ? status : STATUS_BAD_SOURCE;
	diagnostics_failure(&song->project.diagnostics, status, "manifest", (struct location){ 0 }, "\"%.300s\": %s",
			    song->printed, problem);
	return status;
}

static enum status read_report(struct catalogue_song *song)
{
	struct findings *findings = &song->findings;
	struct arena *arena = song->project.arena;
	const char *problem = NULL;
	enum status status = text_file_read(song->printed, REPORT_BYTES_MAXIMUM, arena, &findings->json,
					    &findings->json_length, &problem);
	if (status != STATUS_OK)
		return fail(song, status, problem);
	status = compare_hash(song);
	if (status != STATUS_OK)
		return status;
	status = report_read(findings->json, findings->json_length, &song->check.manifest, arena, &song->report,
			     &problem);
	return status == STATUS_OK ? status : fail(song, status, problem);
}

/* Finds out whether a render would be asked for something else, by its profiles and tables, too. Whether sounds have
   changed is told with --verify. */
static enum status compare_settings(struct catalogue_song *song, struct render_job *job)
{
	const struct manifest *manifest = &song->check.manifest;
	const struct text_inputs *texts = &song->project.texts;
	const char *now;
	const enum status status = settings_hash_find(job, &now);
	if (status != STATUS_OK)
		return status;
	song->older = now && manifest->settings_hash && strcmp(now, manifest->settings_hash) != 0;
	for (size_t i = 0; i < texts->count; i++)
		for (size_t k = 0; k < manifest->input_count; k++)
			song->older |= (strcmp(texts->items[i].role, "profile") == 0 ||
					strcmp(texts->items[i].role, "table") == 0) &&
				       strcmp(texts->items[i].role, manifest->inputs[k].role) == 0 &&
				       strcmp(texts->items[i].file, manifest->inputs[k].file) == 0 &&
				       strcmp(texts->items[i].hash.text, manifest->inputs[k].hash) != 0;
	if (song->older)
		diagnostics_warning(&song->project.diagnostics, "input-changed", (struct location){ 0 },
				    "the recipe asks for something else than what was rendered, so the prints are "
				    "older; render it again");
	return STATUS_OK;
}

/* Copies the options that counted, which a render keeps in memory of its own. */
static enum status list_options(struct catalogue_song *song, struct counted_options *options)
{
	const struct manifest *manifest = &song->check.manifest;
	struct arena *arena = song->project.arena;
	options->items = ARENA_ARRAY(arena, char *, manifest->option_count);
	for (size_t i = 0; options->items && i < manifest->option_count; i++) {
		options->items[i] = arena_text(arena, manifest->options[i], strlen(manifest->options[i]));
		if (!options->items[i])
			return STATUS_NO_MEMORY;
		options->count++;
	}
	return options->items ? STATUS_OK : STATUS_NO_MEMORY;
}

/* Gives the warnings of the render again, at the lines where their places are now, and compares what was asked for. */
static enum status compare_recipe(struct catalogue_song *song)
{
	const struct manifest *manifest = &song->check.manifest;
	struct project *project = &song->project;
	struct render_settings settings = { 0 };
	struct render_job job = { .project = project, .settings = &settings, .kept = manifest };
	if (!hash_kind_of(manifest->settings_hash, &settings.hash) && manifest->input_count > 0)
		(void)hash_kind_of(manifest->inputs[0].hash, &settings.hash);
	enum status status = list_options(song, &settings.counted);
	if (status == STATUS_OK)
		status = text_inputs_find(project->recipe, settings.hash, &project->diagnostics, &project->texts);
	if (status == STATUS_OK)
		status = compare_settings(song, &job);
	if (status == STATUS_OK)
		kept_render_repeat_warnings(&job);
	return status;
}

/* Nobody has read the recipe, so the warnings have no lines in it. */
static void repeat_warnings(struct catalogue_song *song)
{
	const struct manifest *manifest = &song->check.manifest;
	for (size_t i = 0; i < manifest->warning_count; i++)
		diagnostics_warning(&song->project.diagnostics, manifest->warnings[i].code, (struct location){ 0 },
				    "%s", manifest->warnings[i].message);
}

/* The first verdicts of a check are those of the files, in their order. */
static enum status compare_files(struct catalogue_song *song, struct workers *workers,
				 const struct resource_limits *limits, struct verdicts *verdicts)
{
	struct diagnostics *diagnostics = &song->project.diagnostics;
	struct verdicts found = { .arena = song->project.arena };
	enum status status = manifest_check_run(&song->check, workers, diagnostics);
	if (status == STATUS_OK)
		status = print_limits_check(&song->check, limits, diagnostics);
	if (status == STATUS_OK)
		status = input_sounds_compare(&song->check, limits, diagnostics);
	if (status == STATUS_OK)
		status = manifest_check_judge(&song->check, &found, diagnostics);
	for (size_t i = 0; i < song->check.manifest.file_count && i < found.count; i++)
		if (found.items[i].status == VERDICT_FAIL)
			verdicts_add(verdicts, found.items[i].name, VERDICT_FAIL, found.items[i].detail);
	for (size_t i = 0; i < song->check.manifest.input_count && status == STATUS_OK; i++)
		song->older |= song->check.inputs[i].finding == FILE_CHANGED;
	return status;
}

static enum status judge(struct catalogue_song *song, struct workers *workers, const struct resource_limits *limits)
{
	const struct verdicts *recorded = song->check.manifest.verdicts;
	struct verdicts *verdicts = ARENA_NEW(song->project.arena, struct verdicts);
	if (!verdicts)
		return STATUS_NO_MEMORY;
	verdicts->arena = song->project.arena;
	for (size_t i = 0; i < recorded->count; i++)
		verdicts_add(verdicts, recorded->items[i].name, recorded->items[i].status, recorded->items[i].detail);
	song->report.verdicts = verdicts;
	const enum status status = workers ? compare_files(song, workers, limits, verdicts) : STATUS_OK;
	return status == STATUS_OK && verdicts->failed ? STATUS_NO_MEMORY : status;
}

enum status catalogue_song_read(struct catalogue_song *song, struct workers *workers,
				const struct resource_limits *limits)
{
	enum status status = look(song);
	if (status == STATUS_OK)
		status = manifest_check_read(&song->check, song->manifest, &song->project.diagnostics);
	if (status == STATUS_OK)
		status = compare_names(song);
	if (status == STATUS_OK)
		status = read_report(song);
	if (status == STATUS_OK)
		status = judge(song, workers, limits);
	if (status == STATUS_OK && song->is_recipe)
		status = compare_recipe(song);
	else if (status == STATUS_OK)
		repeat_warnings(song);
	if (status != STATUS_OK)
		return status;
	song->report.recipe_path = song->path;
	if (song->is_recipe)
		song->report.recipe = diagnostics_own_name(&song->project.diagnostics, 0);
	song->findings.report = &song->report;
	return STATUS_OK;
}

void catalogue_song_release(struct catalogue_song *song)
{
	manifest_check_release(&song->check);
	project_release(&song->project);
}
