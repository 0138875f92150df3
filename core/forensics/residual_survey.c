/* stemprint: surveys where in time, and at which levels, the residual lies.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/residual_survey.h"

#include "dsp/inner_product.h"

#include <math.h>

enum { SEGMENT_SHORTEST = 512, WORD = 24 };

#define CEILING 0.9988 /* -0.01 dB */

/* The first pass counts these beside the survey. */
struct words {
	uint64_t used; /* the bits, of a word of WORD, that any sample needs */
	bool finer;
};

struct pass {
	struct residual_survey *survey;
	struct proof_reader *reader;
	struct words *words; /* of each file */
	uint64_t start; /* position of the block */
};

static bool prepare(struct residual_survey *survey, struct proof_reader *reader, struct arena *arena)
{
	*survey = (struct residual_survey){ .stem_count = reader->proof->stem_count,
					    .frames = reader->frames,
					    .channels = reader->channels,
					    .segment_frames = SEGMENT_SHORTEST };
	while (survey->segment_frames * SURVEY_SEGMENTS < survey->frames)
		survey->segment_frames *= 2;
	survey->segment_count = (size_t)(survey->frames / survey->segment_frames) + 1;
	survey->files = ARENA_ARRAY(arena, struct survey_file, survey->stem_count + 1);
	survey->residual = ARENA_ARRAY(arena, double, survey->segment_count);
	survey->sum_power = ARENA_ARRAY(arena, double, survey->segment_count);
	survey->sum_cross = ARENA_ARRAY(arena, double, survey->segment_count);
	survey->sums = ARENA_ARRAY(arena, double, survey->channels);
	bool done = survey->files && survey->residual && survey->sum_power && survey->sum_cross && survey->sums;
	for (size_t i = 0; i <= survey->stem_count && done; i++) {
		struct survey_file *file = &survey->files[i];
		file->begin = survey->frames;
		file->power = ARENA_ARRAY(arena, double, survey->segment_count);
		file->cross = ARENA_ARRAY(arena, double, survey->segment_count);
		file->peaks = ARENA_ARRAY(arena, double, survey->segment_count);
		file->sums = ARENA_ARRAY(arena, double, survey->channels);
		done = file->power && file->cross && file->peaks && file->sums;
	}
	return done;
}

static double *const *columns_of(const struct proof_reader *reader, size_t file)
{
	return file == 0 ? reader->mix : reader->stems[file - 1];
}

static void look_at_words(struct words *words, const double *column, size_t frames)
{
	for (size_t i = 0; i < frames && !words->finer && (words->used & 1) == 0; i++) {
		const double scaled = fabs(column[i]) * (double)(1 << (WORD - 1));
		const uint64_t whole = scaled < 0x1p62 ? (uint64_t)scaled : 0;
		words->finer = (double)whole != scaled;
		words->used |= whole;
	}
}

static unsigned bits_of(const struct words *words)
{
	if (words->finer || words->used == 0)
		return 0;
	unsigned zeros = 0;
	while ((words->used >> zeros & 1) == 0)
		zeros++;
	return zeros < WORD ? WORD - zeros : 1;
}

static void look_at_extent(struct survey_file *file, const double *column, size_t frames, uint64_t start)
{
	size_t last = frames, first = 0;
	while (last > 0 && column[last - 1] == 0.0)
		last--;
	while (first < last && column[first] == 0.0)
		first++;
	if (last > 0 && start + last > file->end)
		file->end = start + last;
	if (first < last && start + first < file->begin)
		file->begin = start + first;
}

static double peak_of(const double *column, size_t frames)
{
	double peak = 0.0;
	for (size_t i = 0; i < frames; i++)
		peak = fabs(column[i]) > peak ? fabs(column[i]) : peak;
	return peak;
}

/* A stretch lies within one segment: both lengths are powers of two. */
static void add_segments(struct pass *pass, size_t channel, size_t from, size_t frames)
{
	struct residual_survey *survey = pass->survey;
	const struct proof_reader *reader = pass->reader;
	const size_t segment = (size_t)((pass->start + from) / survey->segment_frames);
	const double *residual = reader->residual[channel] + from, *mix = reader->mix[channel] + from;
	const double power = inner_product(residual, residual, frames), cross = inner_product(mix, residual, frames);
	const double mix_power = inner_product(mix, mix, frames);
	survey->energy += power;
	survey->residual[segment] += power;
	survey->sum_cross[segment] += cross - power;
	survey->sum_power[segment] += fmax(0.0, mix_power - 2.0 * cross + power);
	survey->files[0].power[segment] += mix_power;
	survey->files[0].cross[segment] += cross;
	survey->files[0].peaks[segment] = fmax(survey->files[0].peaks[segment], peak_of(mix, frames));
	for (size_t i = 0; i < survey->stem_count; i++) {
		const double *stem = reader->stems[i][channel] + from;
		survey->files[i + 1].power[segment] += inner_product(stem, stem, frames);
		survey->files[i + 1].cross[segment] += inner_product(stem, residual, frames);
		survey->files[i + 1].peaks[segment] = fmax(survey->files[i + 1].peaks[segment], peak_of(stem, frames));
	}
}

/* The sums of the residual are those of its products with itself. */
static void add_sides(struct pass *pass, size_t frames)
{
	struct residual_survey *survey = pass->survey;
	struct stereo_sums own = { 0 };
	if (survey->channels != SIDES)
		return;
	for (size_t i = 0; i <= survey->stem_count; i++)
		stereo_sums_add(&survey->files[i].stereo, columns_of(pass->reader, i), pass->reader->residual, frames);
	stereo_sums_add(&own, pass->reader->residual, pass->reader->residual, frames);
	for (size_t one = 0; one < SIDES; one++)
		for (size_t other = 0; other < SIDES; other++)
			survey->stereo[one][other] += own.gram[one][other];
}

static void first_look(struct pass *pass, size_t frames)
{
	struct residual_survey *survey = pass->survey;
	add_sides(pass, frames);
	for (size_t channel = 0; channel < survey->channels; channel++) {
		for (size_t i = 0; i <= survey->stem_count; i++) {
			const double *column = columns_of(pass->reader, i)[channel];
			look_at_words(&pass->words[i], column, frames);
			look_at_extent(&survey->files[i], column, frames, pass->start);
			survey->files[i].sums[channel] += column_sum(column, frames);
		}
		survey->sums[channel] += column_sum(pass->reader->residual[channel], frames);
		for (size_t i = 0; i < frames; i++)
			survey->peak = fmax(survey->peak, fabs(pass->reader->residual[channel][i]));
		for (size_t from = 0; from < frames; from += SEGMENT_SHORTEST)
			add_segments(pass, channel, from,
				     frames - from < SEGMENT_SHORTEST ? frames - from : SEGMENT_SHORTEST);
	}
}

static void look_at_levels(struct survey_file *file, const double *column, const double *residual, size_t frames)
{
	const double scale = (SURVEY_LEVELS - 1) / file->peak, ceiling = CEILING * file->peak;
	for (size_t i = 0; i < frames; i++) {
		const double level = fabs(column[i]), outward = copysign(1.0, column[i]) * residual[i];
		const size_t bin = (size_t)(level * scale);
		if (level == 0.0)
			continue;
		file->counts[bin] += 1.0;
		file->outward[bin] += outward;
		if (outward > 0.0)
			file->outward_energy += outward * outward;
		else
			file->inward_energy += outward * outward;
		if (level < ceiling)
			continue;
		file->ceiling_count++;
		if (outward > 0.0)
			file->ceiling_energy += outward * outward;
		else
			file->ceiling_energy_inward += outward * outward;
	}
}

static void second_look(struct pass *pass, size_t frames)
{
	struct residual_survey *survey = pass->survey;
	for (size_t channel = 0; channel < survey->channels; channel++)
		for (size_t i = 0; i <= survey->stem_count; i++) {
			struct survey_file *file = &survey->files[i];
			const double *column = columns_of(pass->reader, i)[channel];
			const double *residual = pass->reader->residual[channel];
			if (file->peak > 0.0)
				look_at_levels(file, column, residual, frames);
		}
}

/* Derives from the first pass what the second one needs. */
static void sum_up(struct residual_survey *survey)
{
	for (size_t i = 0; i <= survey->stem_count; i++) {
		struct survey_file *file = &survey->files[i];
		for (size_t k = 0; k < survey->segment_count; k++) {
			file->energy += file->power[k];
			file->peak = fmax(file->peak, file->peaks[k]);
		}
	}
}

static enum status walk(struct pass *pass, const int64_t *lags, void (*look)(struct pass *pass, size_t frames))
{
	enum status status = proof_reader_start(pass->reader, lags);
	size_t frames = 1;
	while (status == STATUS_OK && frames > 0) {
		pass->start = pass->reader->position;
		status = proof_reader_next(pass->reader, &frames);
		if (status == STATUS_OK)
			look(pass, frames);
	}
	return status;
}

static void conclude(struct pass *pass)
{
	struct residual_survey *survey = pass->survey;
	for (size_t i = 0; i <= survey->stem_count; i++) {
		survey->files[i].bits = bits_of(&pass->words[i]);
	}
}

enum status residual_survey_run(struct residual_survey *survey, struct proof_reader *reader, const int64_t *lags,
				struct arena *arena)
{
	struct pass pass = { .survey = survey, .reader = reader };
	pass.words = ARENA_ARRAY(arena, struct words, reader->proof->stem_count + 1);
	if (!pass.words || !prepare(survey, reader, arena))
		return STATUS_NO_MEMORY;
	enum status status = walk(&pass, lags, first_look);
	sum_up(survey);
	if (status == STATUS_OK)
		status = walk(&pass, lags, second_look);
	if (status == STATUS_OK)
		conclude(&pass);
	return status;
}
