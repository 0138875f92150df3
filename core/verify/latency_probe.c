/* Measures the latency of one instance of a processor.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/latency_probe.h"

#include "base/frames.h"
#include "verify/noise_drive.h"
#include "verify/response_centre.h"

/* A wrong declaration is still measured when it is off by as much. */
enum { REACH_FRAMES = 4096, FIT_TIMES = 8 };

#define QUIET_LEVEL 1e-10
#define LOUD_LEVEL 0.5
#define GAP_SECONDS_MOST 10.0

/* Frames before the noise: a transform that sees the noise before the response begins rounds into the silence. It does
   so by blocks, so that one of these finds the edge of a block. */
static const size_t starts[] = { 0, 1, 333, 4096 };

/** What is measured, and where the memory comes from. */
struct probe {
	const struct processor *processor;
	const struct processor_instance *instance;
	const struct kernel *kernel;
	struct arena *arena;
	double level;
};

static enum status run(const struct probe *probe, size_t start, size_t pulse, size_t frames, double ***out)
{
	const struct noise_drive drive = { probe->level, start, pulse, frames };
	return noise_drive_run(&drive, probe->processor, probe->instance, probe->kernel, probe->arena, out);
}

static size_t gap_frames(const struct probe *probe)
{
	const double gap = probe->instance->shape.gap_seconds;
	return (size_t)ceil((gap < GAP_SECONDS_MOST ? gap : GAP_SECONDS_MOST) * probe->instance->context.sample_rate);
}

static size_t first_difference(double *const *a, double *const *b, size_t channels, size_t frames)
{
	for (size_t frame = 0; frame < frames; frame++)
		for (size_t i = 0; i < channels; i++)
			if (a[i][frame] != b[i][frame])
				return frame;
	return frames;
}

/* Finds the first reaction to noise that begins. *heard is false if there is none. */
static enum status find_onset(const struct probe *probe, long long *onset, bool *heard)
{
	const struct processor_shape *shape = &probe->instance->shape;
	const size_t reach = shape->latency + gap_frames(probe) + REACH_FRAMES;
	const size_t longest = starts[sizeof starts / sizeof starts[0] - 1] + reach;
	double **silent, **out;
	enum status status = run(probe, NOISE_DRIVE_NEVER, NOISE_DRIVE_NEVER, longest, &silent);
	*heard = false;
	for (size_t i = 0; status == STATUS_OK && i < sizeof starts / sizeof starts[0]; i++) {
		const size_t frames = starts[i] + reach;
		status = run(probe, starts[i], NOISE_DRIVE_NEVER, frames, &out);
		if (status != STATUS_OK)
			return status;
		const size_t first = first_difference(silent, out, shape->channels, frames);
		const long long late = (long long)first - (long long)starts[i];
		if (first < frames && (!*heard || late > *onset))
			*onset = late;
		*heard = *heard || first < frames;
	}
	return status;
}

/* Finds the centre of the response to a pulse in noise. *found is false if it is not symmetric. */
static enum status find_centre(const struct probe *probe, long long *centre, bool *found)
{
	const struct processor_shape *shape = &probe->instance->shape;
	const size_t pulse = REACH_FRAMES, frames = pulse + shape->latency + shape->early + REACH_FRAMES;
	double **with, **without;
	enum status status = run(probe, 0, pulse, frames, &with);
	if (status == STATUS_OK)
		status = run(probe, 0, NOISE_DRIVE_NEVER, frames, &without);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < shape->channels; i++)
		for (size_t frame = 0; frame < frames; frame++)
			with[i][frame] -= without[i][frame];
	size_t at;
	*found = response_centre((const double *const *)with, shape->channels, frames, &at);
	*centre = *found ? (long long)at - (long long)pulse : 0;
	return STATUS_OK;
}

/* Finds where output and input of the first channel agree best, at points over four seconds. */
static enum status find_fits(const struct probe *probe, long long *least, long long *most)
{
	const struct processor_shape *shape = &probe->instance->shape;
	const size_t lags = shape->latency + shape->early + 64;
	const size_t step = frames_of_seconds(0.5, probe->instance->context.sample_rate);
	const size_t frames = FIT_TIMES * step + RESPONSE_FIT_FRAMES + lags;
	const struct noise_drive drive = { probe->level, 0, NOISE_DRIVE_NEVER, frames };
	double **out, *in = ARENA_ARRAY(probe->arena, double, RESPONSE_FIT_FRAMES);
	enum status status = in ? run(probe, 0, NOISE_DRIVE_NEVER, frames, &out) : STATUS_NO_MEMORY;
	for (size_t i = 0; status == STATUS_OK && i < FIT_TIMES; i++) {
		for (size_t frame = 0; frame < RESPONSE_FIT_FRAMES; frame++)
			in[frame] = noise_drive_sample(&drive, 0, false, (i + 1) * step + frame);
		const long long fit = (long long)response_best_lag(in, out[0] + (i + 1) * step, lags);
		*least = i == 0 || fit < *least ? fit : *least;
		*most = i == 0 || fit > *most ? fit : *most;
	}
	return status;
}

/* A response that may begin early. */
static enum status read_early(const struct probe *probe, struct latency_reading *reading)
{
	const long long declared = (long long)probe->instance->shape.latency;
	bool symmetric;
	reading->method = LATENCY_BY_SYMMETRY;
	enum status status = find_centre(probe, &reading->measured, &symmetric);
	reading->latest = reading->measured;
	if (status == STATUS_OK && !symmetric) {
		status = find_fits(probe, &reading->measured, &reading->latest);
		reading->method = reading->measured == reading->latest ? LATENCY_BY_FIT : LATENCY_MOVING;
	}
	reading->right = reading->method == LATENCY_MOVING || reading->measured == declared;
	return status;
}

static void read_onset(const struct probe *probe, long long onset, struct latency_reading *reading)
{
	const long long declared = (long long)probe->instance->shape.latency;
	const bool late = onset > declared && onset <= declared + (long long)gap_frames(probe);
	*reading = (struct latency_reading){ .method = late ? LATENCY_ON_PURPOSE : LATENCY_BY_ONSET,
					     .measured = onset,
					     .latest = onset,
					     .right = late || onset == declared };
}

static enum status measure(const struct probe *probe, struct latency_reading *reading)
{
	const struct processor_shape *shape = &probe->instance->shape;
	long long onset = 0;
	bool heard;
	enum status status = find_onset(probe, &onset, &heard);
	if (status != STATUS_OK)
		return status;
	*reading = (struct latency_reading){ .method = LATENCY_SILENT, .right = true };
	if (!heard)
		return STATUS_OK;
	/* What sounds before its declaration allows it is wrong, whatever else it is. */
	const bool too_early = onset < (long long)shape->latency - (long long)shape->early;
	if (shape->early == 0 || too_early)
		read_onset(probe, onset, reading);
	else
		status = read_early(probe, reading);
	return status;
}

enum status latency_probe(const struct processor *processor, const struct processor_instance *instance,
			  const struct kernel *kernel, struct latency_reading *reading)
{
	static const double levels[] = { QUIET_LEVEL, LOUD_LEVEL };
	enum status status = STATUS_OK;
	*reading = (struct latency_reading){ .method = LATENCY_SILENT };
	for (size_t i = 0; status == STATUS_OK && i < 2 && reading->method == LATENCY_SILENT; i++) {
		struct arena *arena = arena_new();
		const struct probe probe = { processor, instance, kernel, arena, levels[i] };
		status = arena ? measure(&probe, reading) : STATUS_NO_MEMORY;
		arena_free(arena);
	}
	return status;
}

bool latency_is_measured(const struct latency_reading *reading)
{
	return reading->method == LATENCY_BY_ONSET || reading->method == LATENCY_BY_SYMMETRY ||
	       reading->method == LATENCY_BY_FIT;
}
