/* Measures what a loop adds to its send.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/loop_residual.h"

#include "dsp/elementary.h"
#include "forensics/loop_spectra.h"

#include <math.h>
#include <string.h>

enum {
	TAPS = 16384,
	EARLY = 4096, /* taps before the round trip */
	WINDOW_FRAMES = 32768,
	SIZE = 65536, /* a window and the taps on both sides, so that nothing wraps */
	WINDOWS_MOST = 32,
	WINDOWS_LEAST = 3,
	ROUNDS = 6,
	AROUND = 16, /* bins on each side of one */
};

#define BINS (0.5 * SIZE + 1.0) /* as many as a spectrum has */

static const double floor_share = 1e-6; /* of the mean power of the send: bins under it say nothing */

/* What is known of one channel. */
struct channel {
	double (*filter)[2]; /* [SIZE / 2 + 1] */
	double (*cross)[2]; /* [SIZE / 2 + 1]: conj(send) * what is left */
	double *send, *left; /* [SIZE / 2 + 1]: powers */
	double *trust; /* [SIZE / 2 + 1]: how far a bin is no chance, 0 to 1 */
};

struct fitter {
	const struct loop_case *loop;
	uint64_t first; /* frames of the send before the first window */
	struct loop_columns send, answer;
	double *window; /* [WINDOW_FRAMES] */
	struct fourier_transform *x, *y;
	struct channel *channels;
	double left, all; /* powers of this round */
	size_t windows;
};

static bool make_channel(struct channel *channel, struct arena *arena)
{
	const size_t bins = SIZE / 2 + 1;
	*channel = (struct channel){ .filter = arena_array(arena, bins, sizeof *channel->filter),
				     .cross = arena_array(arena, bins, sizeof *channel->cross),
				     .send = ARENA_ARRAY(arena, double, bins),
				     .left = ARENA_ARRAY(arena, double, bins),
				     .trust = ARENA_ARRAY(arena, double, bins) };
	return channel->filter && channel->cross && channel->send && channel->left && channel->trust;
}

static bool make_room(struct fitter *fitter, const struct loop_case *loop, uint64_t first)
{
	const size_t channels = loop->send->channels;
	*fitter = (struct fitter){
		.loop = loop,
		.first = first > TAPS ? first : TAPS,
		.send = loop_columns_new(loop->arena, channels, WINDOW_FRAMES + TAPS),
		.answer = loop_columns_new(loop->arena, channels, WINDOW_FRAMES),
		.window = ARENA_ARRAY(loop->arena, double, WINDOW_FRAMES),
		.x = fourier_transform_new(loop->arena, SIZE),
		.y = fourier_transform_new(loop->arena, SIZE),
		.channels = ARENA_ARRAY(loop->arena, struct channel, channels),
	};
	if (!fitter->send.columns || !fitter->answer.columns || !fitter->window || !fitter->x || !fitter->y ||
	    !fitter->channels)
		return false;
	for (size_t i = 0; i < WINDOW_FRAMES; i++)
		fitter->window[i] = 0.5 - 0.5 * elementary_cos(2.0 * ELEMENTARY_PI * ((double)i + 0.5) / WINDOW_FRAMES);
	for (size_t k = 0; k < channels; k++)
		if (!make_channel(&fitter->channels[k], loop->arena))
			return false;
	return true;
}

static void multiply(double (*bins)[2], double (*factor)[2])
{
	for (size_t k = 0; k <= SIZE / 2; k++) {
		const double real = bins[k][0] * factor[k][0] - bins[k][1] * factor[k][1];
		bins[k][1] = bins[k][0] * factor[k][1] + bins[k][1] * factor[k][0];
		bins[k][0] = real;
	}
}

/* Takes the filtered send off the answer. The send begins TAPS - EARLY frames before the window. */
static void take_off(const struct fitter *fitter, const struct channel *channel, const double *send, double *answer)
{
	struct fourier_transform *x = fitter->x;
	memset(x->samples, 0, SIZE * sizeof *x->samples);
	memcpy(x->samples, send, fitter->send.frames * sizeof *send);
	fourier_transform_forward(x);
	multiply(x->bins, channel->filter);
	fourier_transform_backward(x);
	for (size_t i = 0; i < WINDOW_FRAMES; i++)
		answer[i] -= x->samples[i + TAPS] / SIZE;
}

static void load(const struct fitter *fitter, const double *samples, struct fourier_transform *transform)
{
	memset(transform->samples, 0, SIZE * sizeof *transform->samples);
	for (size_t i = 0; i < WINDOW_FRAMES; i++)
		transform->samples[i] = fitter->window[i] * samples[i];
	fourier_transform_forward(transform);
}

static double power_of(const double *samples)
{
	double power = 0.0;
	for (size_t i = 0; i < WINDOW_FRAMES; i++)
		power += samples[i] * samples[i];
	return power;
}

static void add_channel(struct fitter *fitter, size_t index)
{
	struct channel *channel = &fitter->channels[index];
	const double *send = fitter->send.columns[index];
	double *answer = fitter->answer.columns[index];
	fitter->all += power_of(answer);
	take_off(fitter, channel, send, answer);
	fitter->left += power_of(answer);
	load(fitter, send + TAPS - EARLY, fitter->x);
	load(fitter, answer, fitter->y);
	for (size_t k = 0; k <= SIZE / 2; k++) {
		const double *x = fitter->x->bins[k], *y = fitter->y->bins[k];
		channel->cross[k][0] += x[0] * y[0] + x[1] * y[1];
		channel->cross[k][1] += x[0] * y[1] - x[1] * y[0];
		channel->send[k] += x[0] * x[0] + x[1] * x[1];
		channel->left[k] += y[0] * y[0] + y[1] * y[1];
	}
}

static void clear(struct fitter *fitter)
{
	fitter->left = fitter->all = 0.0;
	fitter->windows = 0;
	for (size_t i = 0; i < fitter->send.channels; i++) {
		memset(fitter->channels[i].cross, 0, (SIZE / 2 + 1) * sizeof *fitter->channels[i].cross);
		memset(fitter->channels[i].send, 0, (SIZE / 2 + 1) * sizeof *fitter->channels[i].send);
		memset(fitter->channels[i].left, 0, (SIZE / 2 + 1) * sizeof *fitter->channels[i].left);
	}
}

/* Compares windows over the whole send with what the filters make of them. */
static enum status compare(struct fitter *fitter, struct loop_model model)
{
	const struct loop_case *loop = fitter->loop;
	const uint64_t frames = loop->send->frames, span = WINDOW_FRAMES + TAPS;
	const uint64_t hop = frames / WINDOWS_MOST > span ? frames / WINDOWS_MOST : span;
	struct source *answer = loop_answer_open(loop, model, 0.0);
	uint64_t sent = 0, came = 0;
	if (!answer)
		return STATUS_NO_MEMORY;
	enum status status = loop->send->rewind(loop->send);
	clear(fitter);
	for (uint64_t at = fitter->first; at + WINDOW_FRAMES + EARLY <= frames && status == STATUS_OK; at += hop) {
		status = loop_columns_read(&fitter->send, loop->send, &sent, at - (TAPS - EARLY), (size_t)span);
		if (status == STATUS_OK)
			status = loop_columns_read(&fitter->answer, answer, &came, at, WINDOW_FRAMES);
		for (size_t i = 0; i < fitter->send.channels && status == STATUS_OK; i++)
			add_channel(fitter, i);
		fitter->windows++;
	}
	answer->free(answer);
	return status;
}

static double coherence_of(const struct channel *channel, size_t bin)
{
	const double *cross = channel->cross[bin];
	const double powers = channel->send[bin] * channel->left[bin];
	return powers > 0.0 ? fmin(1.0, (cross[0] * cross[0] + cross[1] * cross[1]) / powers) : 0.0;
}

/* Noise has a coherence of 1 / n by chance, in n windows. What is left over that, on average over the bins around, is
   no chance. Without this the filter would follow the noise. */
static void find_trust(const struct fitter *fitter, struct channel *channel)
{
	const double chance = 1.0 / (double)fitter->windows;
	double sum = 0.0;
	for (size_t k = 0; k < AROUND; k++)
		sum += coherence_of(channel, k);
	for (size_t k = 0; k <= SIZE / 2; k++) {
		const size_t first = k < AROUND ? 0 : k - AROUND, last = k + AROUND < SIZE / 2 ? k + AROUND : SIZE / 2;
		if (k + AROUND <= SIZE / 2)
			sum += coherence_of(channel, k + AROUND);
		if (k > AROUND)
			sum -= coherence_of(channel, first - 1);
		const double mean = sum / (double)(last - first + 1);
		channel->trust[k] = fmax(0.0, (mean - chance) / (1.0 - chance));
	}
}

/* Adds the response of what is left to a filter. Tap j of it stands for a delay of j - EARLY frames. */
static void improve(const struct fitter *fitter, struct channel *channel)
{
	struct fourier_transform *x = fitter->x;
	double mean = 0.0;
	for (size_t k = 0; k <= SIZE / 2; k++)
		mean += channel->send[k] / BINS;
	find_trust(fitter, channel);
	for (size_t k = 0; k <= SIZE / 2; k++) {
		const double power = channel->send[k] + floor_share * mean;
		for (size_t i = 0; i < 2; i++)
			x->bins[k][i] = mean > 0.0 ? channel->trust[k] * channel->cross[k][i] / power : 0.0;
	}
	fourier_transform_backward(x);
	double *taps = fitter->y->samples;
	memset(taps, 0, SIZE * sizeof *taps);
	for (size_t j = 0; j < TAPS; j++)
		taps[j] = x->samples[(j + SIZE - EARLY) % SIZE] / SIZE;
	fourier_transform_forward(fitter->y);
	for (size_t k = 0; k <= SIZE / 2; k++)
		for (size_t i = 0; i < 2; i++)
			channel->filter[k][i] += fitter->y->bins[k][i];
}

/* Begins with a wire of the gain that is known, so that bins without a send pass what the others do, and nothing rings
   at the edge of the band. */
static void begin(const struct fitter *fitter, double gain)
{
	for (size_t k = 0; k <= SIZE / 2; k++) {
		const double turn = (double)(k * EARLY % SIZE) / SIZE;
		for (size_t i = 0; i < fitter->send.channels; i++) {
			fitter->channels[i].filter[k][0] = gain * elementary_cos(2.0 * ELEMENTARY_PI * turn);
			fitter->channels[i].filter[k][1] = -gain * elementary_sin(2.0 * ELEMENTARY_PI * turn);
		}
	}
}

enum status loop_residual_measure(const struct loop_case *loop, struct loop_model model, double gain, uint64_t first,
				  double *residual_db)
{
	struct fitter fitter;
	*residual_db = (double)NAN;
	if (!make_room(&fitter, loop, first))
		return STATUS_NO_MEMORY;
	begin(&fitter, gain);
	for (size_t i = 0; i <= ROUNDS; i++) {
		const enum status status = compare(&fitter, model);
		if (status != STATUS_OK || fitter.windows < WINDOWS_LEAST)
			return status;
		for (size_t k = 0; k < fitter.send.channels && i < ROUNDS; k++)
			improve(&fitter, &fitter.channels[k]);
	}
	if (fitter.all > 0.0)
		*residual_db = gain_to_decibel(sqrt(fitter.left / fitter.all));
	return STATUS_OK;
}
