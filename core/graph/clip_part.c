/* Settles which frames of its file a clip hears.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/clip_list.h"

#include <math.h>

static uint64_t greatest_common_divisor(uint64_t a, uint64_t b)
{
	while (b) {
		const uint64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

uint64_t clip_file_session_frames(const struct clip_file *file, double session_rate)
{
	const uint64_t to = (uint64_t)session_rate, from = file->sample_rate;
	const uint64_t seconds = file->frames / from, rest = file->frames % from;
	return seconds * to + (rest * to * 2 + from) / (2 * from);
}

/* Converts a frame of the session into the nearest frame of the file. */
static uint64_t file_frame(const struct clip_file *file, uint64_t rate, uint64_t frame)
{
	return frame / rate * file->sample_rate + (frame % rate * file->sample_rate * 2 + rate) / (2 * rate);
}

/* Sets the first position at a speed of its own to a frame of the session. */
static void set_first(struct clip_part *part, uint64_t frame, uint64_t file_rate, uint64_t rate)
{
	part->first_whole = (int64_t)(frame / rate * file_rate + frame % rate * file_rate / rate);
	part->first_rest = (double)(frame % rate * file_rate % rate) / (double)rate;
}

static void step_back(struct clip_part *part)
{
	part->first_whole -= (int64_t)floor(part->step);
	part->first_rest -= part->step - floor(part->step);
	if (part->first_rest >= 0.0)
		return;
	part->first_rest += 1.0;
	part->first_whole--;
}

static uint64_t settle_exact(struct clip_part *part, uint64_t from, uint64_t to)
{
	const int64_t step = (int64_t)part->step_parts, end = (int64_t)(part->period * part->parts);
	if (part->period > 0)
		part->first_parts = part->backwards ? end - step : 0;
	else
		part->first_parts = part->backwards ? (int64_t)to * step - step : (int64_t)from * step;
	return to - from;
}

static uint64_t settle_stepped(struct clip_part *part, const struct clip_file *file, uint64_t rate, uint64_t from,
			       uint64_t to, bool to_end)
{
	const double length = (double)(to - from) * file->sample_rate / (double)rate;
	if (part->period > 0)
		part->first_whole = part->backwards ? (int64_t)part->period : 0;
	else if (part->backwards && to_end)
		part->first_whole = (int64_t)file->frames;
	else
		set_first(part, part->backwards ? to : from, file->sample_rate, rate);
	if (part->backwards)
		step_back(part);
	return (uint64_t)fmax(1.0, floor(length / part->step + 0.5));
}

uint64_t clip_part_settle(struct clip_part *part, const struct recipe_clip *clip, const struct clip_file *file,
			  double session_rate, uint64_t from, uint64_t to, bool to_end)
{
	const uint64_t rate = (uint64_t)session_rate;
	*part = (struct clip_part){ .backwards = clip->reverse, .step = clip->rate * file->sample_rate / session_rate };
	if (clip->loop_seconds > 0.0) {
		const uint64_t end = to_end ? file->frames : file_frame(file, rate, to);
		part->origin = file_frame(file, rate, from);
		part->period = end > part->origin ? end - part->origin : 1;
	}
	if (clip->rate != 1.0)
		return settle_stepped(part, file, rate, from, to, to_end);
	const uint64_t divisor = greatest_common_divisor(file->sample_rate, rate);
	part->step_parts = file->sample_rate / divisor;
	part->parts = rate / divisor;
	return settle_exact(part, from, to);
}
