/* Gathers what a picture of a sound shows.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/overview.h"

struct overview *overview_new(struct arena *arena, uint64_t frames, size_t channels, double sample_rate)
{
	struct overview *overview = ARENA_NEW(arena, struct overview);
	if (!overview)
		return NULL;
	overview->waveform = waveform_new(arena, frames, channels);
	overview->meters = overview->waveform ? arena_new() : NULL;
	if (overview->meters)
		overview->meter = third_octave_new(overview->meters, channels, sample_rate);
	if (overview->meter)
		return overview;
	overview_release(overview);
	return NULL;
}

void overview_add(struct overview *overview, const double *const *columns, size_t frames)
{
	waveform_add(overview->waveform, columns, frames);
	third_octave_add(overview->meter, columns, 0, frames);
}

void overview_read(struct overview *overview)
{
	third_octave_read(overview->meter, &overview->octaves);
	overview_release(overview);
}

void overview_release(struct overview *overview)
{
	if (!overview)
		return;
	arena_free(overview->meters);
	overview->meters = NULL;
	overview->meter = NULL;
}
