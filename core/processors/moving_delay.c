/* Reads delays that move: the voices of chorus and flanger.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/moving_delay.h"

#include "dsp/elementary.h"
#include "dsp/kernel/column.h"
#include "dsp/split_mix.h"
#include "dsp/stream_key.h"
#include "processors/modulation.h"

#include <math.h>

/** A tail ends at 120 dB under full scale. */
#define TAIL_FLOOR 1e-6

/** The signal between full-scale samples can be larger than they are. This is more than the filters of an interpolating
    read make of any signal. */
#define OVERSHOOT 4.0

bool moving_delay_room_init(struct moving_delay_room *room, struct arena *arena, const struct kernel *kernel)
{
	*room = (struct moving_delay_room){ .kernel = kernel,
					    .table = fractional_delay_table_new(arena),
					    .entering = ARENA_ARRAY(arena, double, MOVING_DELAY_RUN) };
	for (size_t i = 0; i < MOVING_DELAY_VOICES; i++) {
		room->delays[i] = ARENA_ARRAY(arena, double, MOVING_DELAY_RUN);
		if (!room->delays[i])
			return false;
	}
	return room->table && room->entering;
}

/* Returns a random number from -1 to 1, by the seed. */
static double chance(uint64_t key)
{
	return (double)(split_mix(key) >> 11) * 0x1p-52 - 1.0;
}

static void oscillators_init(struct moving_delay *moving)
{
	const struct moving_delay_design *design = &moving->design;
	const uint64_t seed = moving->instance->context.seed;
	for (size_t course = 0; course < moving->courses; course++)
		for (size_t voice = 0; voice < design->voices; voice++) {
			const double off = design->spread * chance(stream_key(seed, design->name, 2 * voice));
			const struct oscillator_design wave = {
				.shape = design->shape,
				.rate = design->rate * (1.0 + off),
				.sample_rate = moving->instance->context.sample_rate,
				.start = design->start + (double)course * design->phase +
					 (double)voice / (double)design->voices,
				.key = stream_key(seed, design->name, 2 * voice + 1),
			};
			oscillator_init(&moving->oscillators[course * design->voices + voice], &wave);
		}
}

bool moving_delay_init(struct moving_delay *moving, struct arena *arena, const struct processor_instance *instance,
		       const struct moving_delay_design *design)
{
	const size_t channels = instance->context.channels;
	const size_t columns = instance->groups * channels;
	const size_t courses = design->phase == 0.0 ? 1 : channels;
	*moving = (struct moving_delay){
		.instance = instance,
		.design = *design,
		.courses = courses,
		.oscillators = ARENA_ARRAY(arena, struct oscillator, courses * design->voices),
		.lines = ARENA_ARRAY(arena, struct fractional_delay, columns),
		.wet = ARENA_ARRAY(arena, double *, columns),
		.course_lines = ARENA_ARRAY(arena, const struct fractional_delay *, columns),
		.course_wet = ARENA_ARRAY(arena, double *, columns),
		.course_ahead = ARENA_ARRAY(arena, double *, columns),
		.frame = modulation_first_frame(&instance->context),
	};
	if (!moving->oscillators || !moving->lines || !moving->wet || !moving->course_lines || !moving->course_wet ||
	    !moving->course_ahead)
		return false;
	oscillators_init(moving);
	for (size_t i = 0; i < columns; i++) {
		moving->wet[i] = ARENA_ARRAY(arena, double, MOVING_DELAY_RUN);
		if (!moving->wet[i] || !fractional_delay_init(&moving->lines[i], arena, design->delay + design->depth))
			return false;
	}
	for (size_t i = 0; i < columns; i++) {
		const size_t place = i % courses * (columns / courses) + i / courses;
		moving->course_lines[place] = &moving->lines[i];
		moving->course_wet[place] = moving->wet[i];
	}
	return true;
}

void moving_delay_reset(struct moving_delay *moving)
{
	for (size_t i = 0; i < moving->instance->groups * moving->instance->context.channels; i++)
		fractional_delay_reset(&moving->lines[i]);
	moving->frame = modulation_first_frame(&moving->instance->context);
}

static void fill_delays(const struct moving_delay *moving, const struct moving_delay_room *room, size_t course,
			size_t frames)
{
	const struct moving_delay_design *design = &moving->design;
	const double half = 0.5 * design->depth;
	for (size_t voice = 0; voice < design->voices; voice++) {
		double *delays = room->delays[voice];
		oscillator_fill(&moving->oscillators[course * design->voices + voice], room->kernel, moving->frame,
				delays, frames);
		room->kernel->column->swing(delays, delays, design->delay, half, frames);
	}
}

/* Returns how many frames all voices can run at once: as long as they hear only what has gone round already. */
static size_t ahead_of(const struct moving_delay *moving, const struct moving_delay_room *room, size_t done,
		       size_t frames)
{
	for (size_t voice = 0; voice < moving->design.voices; voice++)
		frames = fractional_delay_ahead(room->delays[voice] + done, frames);
	return frames;
}

/* The columns of one course, which move alike. */
struct course {
	const struct fractional_delay *const *lines;
	double *const *wet;
	size_t first, count; /* columns first, first + courses ... */
};

static void push(const struct moving_delay *moving, const struct moving_delay_room *room, size_t column,
		 const double *in, size_t frames)
{
	fractional_delay_push(&moving->lines[column], room->table, room->kernel, in, frames);
}

static void run_forward(const struct moving_delay *moving, const struct moving_delay_room *room,
			const struct course *course, const struct fractional_delay_reading *reading, size_t start,
			size_t frames)
{
	for (size_t i = 0; i < course->count; i++) {
		const size_t column = course->first + i * moving->courses;
		push(moving, room, column, moving->instance->in[column] + start, frames);
	}
	fractional_delay_read(course->lines, course->wet, course->count, reading, frames);
}

/* Runs the next frames of all columns, which read only what has gone round already. */
static void run_ahead(const struct moving_delay *moving, const struct moving_delay_room *room,
		      const struct course *course, const struct fractional_delay_reading *reading, size_t start,
		      size_t done, size_t frames)
{
	const double gains[2] = { 1.0, moving->design.feedback / sqrt((double)moving->design.voices) };
	const double *delays[MOVING_DELAY_VOICES];
	struct fractional_delay_reading ahead = *reading;
	ahead.delays = delays;
	for (size_t voice = 0; voice < reading->voices; voice++)
		delays[voice] = reading->delays[voice] + done;
	for (size_t i = 0; i < course->count; i++)
		moving->course_ahead[i] = course->wet[i] + done;
	fractional_delay_peek(course->lines, moving->course_ahead, course->count, &ahead, frames);
	for (size_t i = 0; i < course->count; i++) {
		const size_t column = course->first + i * moving->courses;
		const double *const terms[2] = { moving->instance->in[column] + start + done, moving->course_ahead[i] };
		room->kernel->column->mix(room->entering, terms, gains, 2, frames);
		push(moving, room, column, room->entering, frames);
	}
}

static void run_round(const struct moving_delay *moving, const struct moving_delay_room *room,
		      const struct course *course, const struct fractional_delay_reading *reading, size_t start,
		      size_t frames)
{
	for (size_t done = 0; done < frames;) {
		const size_t run = ahead_of(moving, room, done, frames - done);
		run_ahead(moving, room, course, reading, start, done, run);
		done += run;
	}
}

void moving_delay_run(struct moving_delay *moving, const struct moving_delay_room *room, size_t start, size_t frames)
{
	const struct processor_instance *instance = moving->instance;
	const size_t columns = instance->groups * instance->context.channels, count = columns / moving->courses;
	const struct fractional_delay_reading reading = {
		.table = room->table,
		.kernel = room->kernel,
		.delays = (const double *const *)room->delays,
		.voices = moving->design.voices,
		.gain = 1.0 / sqrt((double)moving->design.voices),
	};
	for (size_t i = 0; i < moving->courses; i++) {
		const struct course course = { moving->course_lines + i * count, moving->course_wet + i * count, i,
					       count };
		fill_delays(moving, room, i, frames);
		if (moving->design.feedback == 0.0)
			run_forward(moving, room, &course, &reading, start, frames);
		else
			run_round(moving, room, &course, &reading, start, frames);
	}
	moving->frame += frames;
}

/* Of the shapes without edges the sine is the steepest: it goes from end to end in half a turn with a slope of up to
   pi. */
double moving_delay_pitch_change(const struct moving_delay_design *design, double sample_rate)
{
	return ELEMENTARY_PI * design->depth * design->rate * (1.0 + design->spread) / sample_rate;
}

double moving_delay_tail(const struct moving_delay_design *design, double level)
{
	const double gain = fabs(design->feedback);
	const double piled = OVERSHOOT * level * sqrt((double)design->voices) / (1.0 - gain);
	const double once = design->delay + design->depth + FRACTIONAL_DELAY_AHEAD;
	if (piled <= TAIL_FLOOR)
		return 0.0;
	return gain == 0.0 ? once : once * (1.0 + elementary_log(piled / TAIL_FLOOR) / -elementary_log(gain));
}
