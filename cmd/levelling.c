/* Finds the gains that bring copies to the target loudness, and judges the copies.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/levelling.h"

#include "cmd/jobs.h"
#include "cmd/level_outputs.h"
#include "engine/levelled_source.h"
#include "engine/printer.h"
#include "verify/loudness_verdict.h"

#include <math.h>
#include <string.h>

enum { LIMITED_PASSES_MAXIMUM = 12 };

static const double ceiling_fallback_dbtp = -1.0;
static const double near_enough_lu = 0.02;
static const double gain_most_db = 60.0;

static struct source *open_levelled(void *context, size_t index, struct source *source)
{
	const struct levelling *levelling = context;
	const struct levelled_file *file = &levelling->files[index];
	const struct levelled_source_settings settings = { .gain_db = file->gain_db,
							   .limited = file->limited,
							   .ceiling_dbtp = levelling->ceiling_dbtp };
	return levelled_source_new(source, &settings);
}

/* Returns the lowest ceiling that the profiles allow at the target. */
static double find_ceiling(const struct levelling *levelling)
{
	const struct measuring_settings *measured = levelling->measured->settings;
	double ceiling = levelling->settings->ceiling_dbtp;
	if (!isnan(ceiling))
		return ceiling;
	for (size_t i = 0; i < measured->profile_count; i++) {
		const struct loudness_limits *limits = &measured->profiles[i]->limits;
		bool loud = levelling->settings->target_lufs > limits->loud_lufs;
		ceiling = fmin(ceiling, loud ? limits->true_peak_loud_dbtp : limits->true_peak_dbtp);
	}
	return isnan(ceiling) ? ceiling_fallback_dbtp : ceiling;
}

/* Rounds a gain as `normalise` does. The last bits of a meter depend on the CPU and must not reach the prints. */
static double coarse(double gain_db)
{
	const double steps = 1e6; /* it counts the steps in one dB */
	return floor(gain_db * steps - 0.5) / steps;
}

/* This search finds the gain for one file, or for all files of an album. */
struct search {
	double gain_db;
	double last_gain_db, last_lufs; /* they belong to the pass before; NAN stands for no such pass */
	bool settled;
};

static struct search search_from(double lufs, double target_lufs)
{
	double gain_db = coarse(target_lufs - lufs);
	return (struct search){ .gain_db = fmax(-gain_most_db, fmin(gain_most_db, gain_db)),
				.last_gain_db = (double)NAN,
				.last_lufs = (double)NAN };
}

/* Takes a step of the secant method, because a limiter gives back less loudness than it gets gain. */
static void search_on(struct search *search, double lufs, double target_lufs)
{
	double off = target_lufs - lufs;
	double slope = (lufs - search->last_lufs) / (search->gain_db - search->last_gain_db);
	/* A limiter that gives back no loudness any more does not come nearer to the target. */
	if (fabs(off) <= near_enough_lu || isnan(off) || fabs(slope) < 0.02) {
		search->settled = true;
		return;
	}
	double step = slope > 0.05 && slope <= 1.5 ? off / slope : off;
	search->last_gain_db = search->gain_db;
	search->last_lufs = lufs;
	search->gain_db = fmin(gain_most_db, coarse(search->gain_db + fmax(-6.0, fmin(6.0, step))));
}

/* Tells whether a gain puts a file over the ceiling. */
static bool passes_ceiling(const struct levelling *levelling, size_t index, double gain_db)
{
	return levelling->measured->files[index].loudness.true_peak_dbtp + gain_db > levelling->ceiling_dbtp;
}

static bool can_be_limited(const struct levelling *levelling, size_t index)
{
	return levelling->settings->limit &&
	       levelling->measured->survey.files[index].properties.channels <= LEVELLED_CHANNELS_MAXIMUM;
}

static bool set_gain(struct levelling *levelling, size_t index, double gain_db)
{
	struct levelled_file *file = &levelling->files[index];
	file->gain_db = gain_db;
	file->limited = can_be_limited(levelling, index) && passes_ceiling(levelling, index, gain_db);
	return file->limited;
}

/* Measures the files and the album at the present gains. */
static enum status read_levelled(struct levelling *levelling, struct measuring *pass)
{
	const struct survey *survey = &levelling->measured->survey;
	return measuring_run(pass, survey->diagnostics, survey->paths, survey->count, &levelling->copies);
}

static enum status search_album(struct levelling *levelling)
{
	const double target = levelling->settings->target_lufs;
	struct search search = search_from(loudness_album_read(levelling->measured->album).integrated_lufs, target);
	enum status status = STATUS_OK;
	for (size_t pass = 0; pass < LIMITED_PASSES_MAXIMUM && status == STATUS_OK && !search.settled; pass++) {
		struct measuring levelled = { 0 };
		bool limited = false;
		for (size_t i = 0; i < levelling->measured->survey.count; i++)
			limited |= set_gain(levelling, i, search.gain_db);
		if (!limited)
			return STATUS_OK;
		status = read_levelled(levelling, &levelled);
		if (status == STATUS_OK)
			search_on(&search, loudness_album_read(levelled.album).integrated_lufs, target);
		measuring_release(&levelled);
	}
	return status;
}

static enum status search_files(struct levelling *levelling)
{
	const size_t count = levelling->measured->survey.count;
	const double target = levelling->settings->target_lufs;
	struct search *searches = ARENA_ARRAY(levelling->measured->survey.arena, struct search, count);
	if (!searches)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		searches[i] = search_from(levelling->measured->files[i].loudness.integrated_lufs, target);
	for (size_t pass = 0; pass < LIMITED_PASSES_MAXIMUM; pass++) {
		struct measuring levelled = { 0 };
		bool limited = false;
		for (size_t i = 0; i < count; i++)
			if (!levelling->files[i].left_out)
				limited |= set_gain(levelling, i, searches[i].gain_db) && !searches[i].settled;
		if (!limited)
			return STATUS_OK;
		enum status status = read_levelled(levelling, &levelled);
		for (size_t i = 0; i < count && status == STATUS_OK; i++)
			if (levelling->files[i].limited && !searches[i].settled)
				search_on(&searches[i], levelled.files[i].loudness.integrated_lufs, target);
		measuring_release(&levelled);
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

/* A file without a loudness cannot be brought to the target, so it is left out. */
static void leave_out(struct levelling *levelling)
{
	struct measuring *measured = levelling->measured;
	bool album_silent = measured->album && isnan(loudness_album_read(measured->album).integrated_lufs);
	for (size_t i = 0; i < measured->survey.count; i++) {
		bool silent = measured->album ? album_silent : isnan(measured->files[i].loudness.integrated_lufs);
		levelling->files[i].left_out = !measured->files[i].done || silent;
		if (measured->files[i].done && silent)
			verdicts_add(&levelling->verdicts,
				     arena_format(levelling->verdicts.arena, "target %s", measuring_name(measured, i)),
				     VERDICT_UNKNOWN,
				     "not measurable: silent, or shorter than 400 ms; it is not copied");
	}
}

/* A peak may stand in the way where no limiter holds it down. */
static bool check_ceiling(struct levelling *levelling)
{
	bool well = true;
	for (size_t i = 0; i < levelling->measured->survey.count; i++) {
		const struct levelled_file *file = &levelling->files[i];
		if (file->left_out || file->limited || !passes_ceiling(levelling, i, file->gain_db))
			continue;
		double peak = levelling->measured->files[i].loudness.true_peak_dbtp + file->gain_db;
		struct arena *arena = levelling->verdicts.arena;
		well = false;
		const char *remedy =
			arena_format(arena, "ask for %s%.2f LUFS", levelling->settings->limit ? "" : "--limit, or for ",
				     levelling->settings->target_lufs - (peak - levelling->ceiling_dbtp) - 0.005);
		verdicts_add(
			&levelling->verdicts, arena_format(arena, "target %s", measuring_name(levelling->measured, i)),
			VERDICT_FAIL,
			arena_format(arena,
				     "%+.2f dB would put its true peak at %.2f dBTP, over the ceiling of %.2f "
				     "dBTP%s: %s; nothing is written",
				     file->gain_db, peak, levelling->ceiling_dbtp,
				     levelling->settings->limit ? ", and it has more channels than can be limited" : "",
				     remedy ? remedy : ""));
	}
	return well;
}

/* Judges whether the copy, or the album as a whole, has reached the target. */
static void judge_loudness(struct levelling *levelling, const char *name, double lufs)
{
	struct arena *arena = levelling->verdicts.arena;
	const double target = levelling->settings->target_lufs;
	bool hit = fabs(lufs - target) <= LEVELLING_TOLERANCE_LU;
	verdicts_add(
		&levelling->verdicts, arena_format(arena, "target %s", name), hit ? VERDICT_PASS : VERDICT_FAIL,
		hit ? arena_format(arena, "%.2f LUFS; %.2f LUFS within %.2f LU asked for", lufs, target,
				   LEVELLING_TOLERANCE_LU)
		    : arena_format(arena,
				   "%.2f LUFS is as near as it comes to %.2f LUFS under %.2f dBTP: ask for a target "
				   "that leaves it more room; nothing is written",
				   lufs, target, levelling->ceiling_dbtp));
}

static void judge_copies(struct levelling *levelling)
{
	/* The last digit that a report shows hides dither and the rounding to the format. */
	const double hidden_db = 0.004;
	struct measuring *printed = &levelling->printed;
	struct loudness_limits limits = loudness_limits_none();
	limits.true_peak_dbtp = levelling->ceiling_dbtp + hidden_db;
	for (size_t i = 0; i < printed->survey.count; i++) {
		const struct loudness_figures figures = { printed->files[i].loudness, (double)NAN };
		const char *name = measuring_name(printed, i);
		if (!printed->album)
			judge_loudness(levelling, name, figures.loudness.integrated_lufs);
		verdicts_add_loudness(&levelling->verdicts, name, &figures, &limits, "--target");
	}
	if (printed->album)
		judge_loudness(levelling, "album", loudness_album_read(printed->album).integrated_lufs);
}

/* Reads the copies back as files of their own. */
static enum status read_back(struct levelling *levelling)
{
	struct survey *survey = &levelling->measured->survey;
	const char **paths = ARENA_ARRAY(survey->arena, const char *, survey->count);
	const char **names = ARENA_ARRAY(survey->arena, const char *, survey->count);
	size_t count = 0;
	if (!paths || !names)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < survey->count; i++) {
		if (!levelling->files[i].output)
			continue;
		paths[count] = output_path(levelling->files[i].output);
		names[count++] = level_outputs_path(levelling, i);
	}
	levelling->copies = *levelling->measured->settings;
	levelling->copies.unjudged = false;
	levelling->copies.names = names;
	enum status status = measuring_run(&levelling->printed, survey->diagnostics, paths, count, &levelling->copies);
	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		if (!levelling->printed.files[i].done)
			status = STATUS_BAD_OUTPUT;
	return status;
}

static enum status print(struct levelling *levelling)
{
	enum status status = level_outputs_print(levelling, open_levelled);
	if (status == STATUS_OK)
		status = read_back(levelling);
	if (status != STATUS_OK)
		return status;
	judge_copies(levelling);
	if (levelling->verdicts.counts[VERDICT_FAIL] > 0)
		return STATUS_OK;
	status = output_set_commit(levelling->outputs);
	levelling->committed = status == STATUS_OK;
	if (status != STATUS_OK)
		diagnostics_failure(levelling->measured->survey.diagnostics, status, "output", (struct position){ 0 },
				    "%s", output_set_problem(levelling->outputs));
	return status;
}

enum status levelling_run(struct levelling *levelling, struct measuring *measured,
			  const struct levelling_settings *settings)
{
	struct arena *arena = measured->survey.arena;
	*levelling = (struct levelling){ .settings = settings,
					 .measured = measured,
					 .copies = *measured->settings,
					 .files = ARENA_ARRAY(arena, struct levelled_file, measured->survey.count),
					 .verdicts = { .arena = arena } };
	if (!levelling->files)
		return STATUS_NO_MEMORY;
	levelling->ceiling_dbtp = find_ceiling(levelling);
	levelling->copies.open = open_levelled;
	levelling->copies.open_context = levelling;
	leave_out(levelling);
	enum status status = level_outputs_expect(levelling);
	if (status == STATUS_OK)
		status = measured->album ? search_album(levelling) : search_files(levelling);
	if (status != STATUS_OK || !check_ceiling(levelling))
		return status;
	return print(levelling);
}

static enum status add_trims(const struct levelling *levelling, struct report *report)
{
	const struct measuring *measured = levelling->measured;
	struct report_trim *trims = ARENA_ARRAY(measured->survey.arena, struct report_trim, measured->survey.count);
	if (!trims)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < measured->survey.count; i++)
		if (levelling->files[i].output)
			trims[report->trim_count++] =
				(struct report_trim){ .strip = measuring_name(measured, i),
						      .processor =
							      levelling->files[i].limited ? "gain and limiter" : "gain",
						      .gain_db = levelling->files[i].gain_db,
						      .loudness = measured->files[i].loudness };
	report->trims = trims;
	return STATUS_OK;
}

enum status levelling_report(struct levelling *levelling, struct report *report)
{
	enum status status = STATUS_OK;
	if (levelling->committed)
		status = add_trims(levelling, report);
	if (status == STATUS_OK && levelling->committed)
		status = measuring_report(&levelling->printed, report);
	for (size_t i = 0; status == STATUS_OK && report->verdicts && i < report->verdicts->count; i++)
		verdicts_add(&levelling->verdicts, report->verdicts->items[i].name, report->verdicts->items[i].status,
			     report->verdicts->items[i].detail);
	report->verdicts = &levelling->verdicts;
	return levelling->verdicts.failed ? STATUS_NO_MEMORY : status;
}

void levelling_release(struct levelling *levelling)
{
	for (size_t i = 0; levelling->files && i < levelling->measured->survey.count; i++)
		if (levelling->files[i].printer)
			levelling->files[i].printer->free(levelling->files[i].printer);
	measuring_release(&levelling->printed);
	output_set_free(levelling->outputs);
}
