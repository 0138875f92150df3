/* Writes clicks, each until the next one.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/click_track.h"

#include "dsp/elementary.h"

#include <math.h>
#include <string.h>

/* Returns the sine of an angle in turns. */
static double turn_sine(double turns)
{
	const double part = turns - floor(turns);
	return elementary_sin(2.0 * ELEMENTARY_PI * (part > 0.5 ? part - 1.0 : part));
}

static bool make_sound(struct click_sound *sound, double frequency, double sample_rate, struct arena *arena)
{
	const size_t frames = (size_t)ceil(CLICK_SECONDS * sample_rate);
	double *column = ARENA_ARRAY(arena, double, frames);
	const double **columns = ARENA_ARRAY(arena, const double *, 1);
	if (!column || !columns)
		return false;
	for (size_t i = 0; i < frames; i++) {
		const double left = fmax(0.0, 1.0 - (double)i / (CLICK_SECONDS * sample_rate));
		column[i] = left * left * left * turn_sine((double)i * frequency / sample_rate);
	}
	columns[0] = column;
	sound->columns = columns;
	sound->channels = 1;
	sound->frames = frames;
	return true;
}

bool click_track_init(struct click_track *track, const struct recipe_source *from, const struct mark_session *session,
		      struct arena *arena)
{
	const struct recipe_generator *generator = &from->generator;
	*track = (struct click_track){ .from = from, .map = session->map, .sample_rate = session->sample_rate };
	for (size_t i = 0; i < CLICK_KINDS; i++) {
		struct click_sound *sound = &track->sounds[i];
		const size_t sample = generator->click.sample[i];
		sound->gain = decibel_to_gain(generator->level_dbfs + generator->click.gain_db[i]);
		if (sample == RECIPE_NONE) {
			if (!make_sound(sound, generator->click.frequency[i], session->sample_rate, arena))
				return false;
			continue;
		}
		const struct recording *recording = session->recordings[sample];
		sound->columns = recording->columns;
		sound->channels = recording->channels;
		sound->frames = recording->frames;
		sound->gain *= recording->level_gain;
	}
	return true;
}

/* The end of the row is a click that never comes. */
static struct click next_click(struct click_track *track)
{
	const struct click click = click_grid_next(&track->grid);
	const bool is_past = click.seconds >= (double)track->end / track->sample_rate - CLICK_TOLERANCE;
	return is_past || click.frame >= track->end ? (struct click){ .frame = track->end } : click;
}

void click_track_rewind(struct click_track *track, uint64_t end)
{
	track->end = end;
	click_grid_begin(&track->grid, track->map, &track->from->generator.click, track->sample_rate,
			 track->from->start_seconds);
	track->now = next_click(track);
	track->next = track->now.frame < end ? next_click(track) : track->now;
}

/* Returns the gain at a frame of a click that lasts longer than the time to the next one. */
static double cut_gain(const struct click_track *track, uint64_t frame)
{
	const double left = (double)(track->next.frame - frame);
	return fmin(1.0, left / fmax(1.0, round(CLICK_FADE_SECONDS * track->sample_rate)));
}

/* Writes what the click that sounds has in these frames. */
static void write_click(const struct click_track *track, double *column, size_t channel, uint64_t position,
			size_t frames)
{
	const struct click_sound *sound = &track->sounds[track->now.kind];
	const double *samples = sound->columns[channel < sound->channels ? channel : 0];
	const bool is_cut = track->next.frame - track->now.frame < sound->frames;
	const uint64_t end = is_cut ? track->next.frame : track->now.frame + sound->frames;
	const uint64_t from = track->now.frame > position ? track->now.frame : position;
	for (uint64_t i = from; i < end && i < position + frames; i++)
		column[i - position] =
			sound->gain * samples[i - track->now.frame] * (is_cut ? cut_gain(track, i) : 1.0);
}

void click_track_render(struct click_track *track, double *const *columns, size_t channels, uint64_t position,
			size_t frames)
{
	for (size_t i = 0; i < channels; i++)
		memset(columns[i], 0, frames * sizeof *columns[i]);
	while (track->now.frame < track->end && track->now.frame < position + frames) {
		for (size_t i = 0; i < channels; i++)
			write_click(track, columns[i], i, position, frames);
		if (track->next.frame >= position + frames)
			return;
		track->now = track->next;
		if (track->now.frame < track->end)
			track->next = next_click(track);
	}
}
