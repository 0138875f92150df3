/* Combines the keys of a mark: its range, its frames, its time-code.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/mark_entry.h"

#include "base/frames.h"

#include <math.h>

static void settle_end(struct reader *reader, const struct mark_entry *mark, struct recipe_source *source)
{
	struct recipe_generator *generator = &source->generator;
	if (isnan(generator->end_seconds))
		return;
	if (mark->length_at.line > 0)
		diagnostics_error(reader->diagnostics, "conflicting-keys", mark->length_at,
				  "\"end\" and \"length\" both say where the mark ends; leave one out");
	else if (generator->end_seconds <= source->start_seconds)
		diagnostics_error(reader->diagnostics, "bad-value", source->at,
				  "the mark is empty: it ends where it begins, or before; let it end later");
	generator->length_seconds = generator->end_seconds - source->start_seconds;
}

/* A kind of click without a sample of its own has that of the beats. */
static void settle_clicks(struct reader *reader, struct recipe_source *source)
{
	struct recipe_click *clicks = &source->generator.click;
	for (size_t i = 0; i < CLICK_KINDS; i++)
		if (clicks->sample[i] == RECIPE_NONE)
			clicks->sample[i] = clicks->sample[CLICK_BEAT];
	if (!reader->timeline.map)
		diagnostics_error(reader->diagnostics, "bad-value", source->at,
				  "clicks need a tempo; add `tempo: 120 bpm` to session");
}

static void settle_count_in(struct reader *reader, const struct mark_entry *mark, struct recipe_source *source)
{
	const struct tempo_map *map = reader->timeline.map;
	struct recipe_generator *generator = &source->generator;
	if (!map || mark->before_at.line == 0)
		return;
	const double end = tempo_map_quarter(map, mark->before_seconds);
	const double start = tempo_map_move(map, end, -(double)mark->bars, TIME_BARS);
	if (tempo_map_bar(map, end).bar - mark->bars < 1.0)
		diagnostics_error(reader->diagnostics, "out-of-range", mark->before_at,
				  "a count-in of %u %s begins before the session; let \"before\" be %u|1 or later",
				  mark->bars, mark->bars == 1 ? "bar" : "bars", mark->bars + 1);
	source->start_seconds = fmax(0.0, tempo_map_seconds(map, start));
	generator->end_seconds = mark->before_seconds;
	generator->length_seconds = fmax(0.0, generator->end_seconds - source->start_seconds);
	generator->click.full_quarter = tempo_map_move(map, end, -1.0, TIME_BARS);
}

static void settle_pop(struct reader *reader, const struct mark_entry *mark, struct recipe_source *source)
{
	struct recipe_generator *generator = &source->generator;
	struct recipe_pop *pops = &generator->pop;
	const struct frame_rate *rate = &frame_rates[generator->frame_rate];
	const unsigned sample_rate = (unsigned)reader->base.sample_rate;
	pops->frames = mark->pop_frames > 0 ? mark->pop_frames : 2 * rate->count;
	if (isnan(pops->first_seconds) && isnan(pops->last_seconds) && pops->first_at.line == 0)
		diagnostics_error(reader->diagnostics, "missing-key", source->at,
				  "a pop needs \"first\" or \"last\", or both: where the action begins and ends");
	const uint64_t before = frame_rate_sample(rate, pops->frames, sample_rate);
	const uint64_t after = frame_rate_sample(rate, pops->frames + UINT64_C(1), sample_rate);
	uint64_t end = 0;
	if (!isnan(pops->first_seconds)) {
		end = frames_of_seconds(pops->first_seconds, sample_rate);
		if (end < before)
			diagnostics_error(reader->diagnostics, "out-of-range", pops->first_at,
					  "the pop, %u frames before \"first\", would begin before the session; let "
					  "\"first\" be %.10g s or later",
					  pops->frames, (double)before / sample_rate);
	}
	if (!isnan(pops->last_seconds))
		end = frames_of_seconds(pops->last_seconds, sample_rate) + after;
	generator->length_seconds = (double)end / sample_rate;
}

static void settle_time_code(struct reader *reader, struct recipe_source *source)
{
	const struct recipe_time_code *code = &source->generator.time_code;
	const struct frame_rate *rate = &frame_rates[source->generator.frame_rate];
	if (code->at.line == 0)
		return;
	if (code->semicolon && !rate->drop)
		diagnostics_error(reader->diagnostics, "bad-value", code->at,
				  "a semicolon means drop-frame, and %s drops no frames; write a colon, or "
				  "`frame_rate: 29.97-drop`",
				  rate->name);
	else if (!time_code_exists(code->start, rate))
		diagnostics_error(reader->diagnostics, "bad-value", code->at,
				  "\"timecode\" cannot be \"%02u:%02u:%02u:%02u\" at %s; hours end at 23, minutes and "
				  "seconds at 59, frames at %u%s",
				  code->start.hours, code->start.minutes, code->start.seconds, code->start.frames,
				  rate->name, rate->count - 1,
				  rate->drop ? ", and minutes that are no multiple of ten begin with frame 02" : "");
}

void mark_entry_settle(struct reader *reader, const struct mark_entry *mark, struct recipe_source *source)
{
	const enum generator_kind kind = source->generator.kind;
	settle_end(reader, mark, source);
	if (source->generator.frame_rate == FRAME_RATES) { /* it is wrong, or missing; that was reported */
		source->generator.frame_rate = 0;
		return;
	}
	if (kind == GENERATOR_CLICK || kind == GENERATOR_COUNT_IN)
		settle_clicks(reader, source);
	if (kind == GENERATOR_COUNT_IN)
		settle_count_in(reader, mark, source);
	if (kind == GENERATOR_POP)
		settle_pop(reader, mark, source);
	if (kind == GENERATOR_LTC)
		settle_time_code(reader, source);
}
