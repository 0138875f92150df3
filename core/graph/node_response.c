/* Measures the frequency response of a node.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/node_response.h"

#include "dsp/elementary.h"
#include "dsp/kernel/select.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 4096 };

/* What rings longer is not waited for. */
static const double ringing_seconds = 10.0;

/* The shape of a graph that is only checked may have no tail. */
static struct processor_shape whole_shape(const struct node *node, struct arena *arena)
{
	struct processor_context context = node->context;
	struct processor_shape shape = { .channels = context.channels };
	struct location at;
	const char *problem;
	context.checking = false;
	if (!node->processor->shape || node->processor->shape(node->values, &context, arena, &shape, &problem, &at))
		return shape;
	return node->shape;
}

bool node_response_exists(const struct node *node, struct arena *arena)
{
	const struct processor *processor = node->processor;
	if (!processor->steady || node->least ||
	    (double)node->shape.latency > ringing_seconds * node->context.sample_rate ||
	    whole_shape(node, arena).tail_seconds > ringing_seconds)
		return false;
	for (size_t i = 0; i < processor->parameter_count; i++)
		if (processor->parameters[i].type == PARAMETER_FILE && node->values[i].given &&
		    !node->context.recording)
			return false;
	return true;
}

/* Puts the numbers into the order of their indices with the bits turned around. */
static void turn_around(struct phasor *values, size_t count)
{
	for (size_t i = 1, j = 0; i < count; i++) {
		size_t bit = count >> 1;
		for (; j & bit; bit >>= 1)
			j ^= bit;
		j ^= bit;
		if (i < j) {
			const struct phasor kept = values[i];
			values[i] = values[j];
			values[j] = kept;
		}
	}
}

/* The transform of J. W. Cooley and J. W. Tukey, 1965, by halves. It is not the one that renders: nothing here has to
   be fast. */
static void transform(struct phasor *values, size_t count)
{
	turn_around(values, count);
	for (size_t half = 1; half < count; half *= 2)
		for (size_t k = 0; k < half; k++) {
			const double angle = -ELEMENTARY_PI * (double)k / (double)half;
			const double cosine = elementary_cos(angle), sine = elementary_sin(angle);
			for (size_t i = k; i < count; i += 2 * half) {
				struct phasor *first = &values[i], *second = &values[i + half];
				const struct phasor turned = {
					second->real * cosine - second->imaginary * sine,
					second->real * sine + second->imaginary * cosine,
				};
				*second = (struct phasor){ first->real - turned.real,
							   first->imaginary - turned.imaginary };
				*first = (struct phasor){ first->real + turned.real,
							  first->imaginary + turned.imaginary };
			}
		}
}

/* One instance with columns of its own. */
struct trial {
	struct processor_instance instance;
	const struct processor *processor;
	void *batch;
	double **in, **out;
	struct phasor *wrapped; /* [out channel * NODE_RESPONSE_POINTS + frame], wrapped around */
};

static double **columns_new(struct arena *arena, size_t count)
{
	double **columns = ARENA_ARRAY(arena, double *, count);
	double *samples = ARENA_ARRAY(arena, double, count *BLOCK);
	if (!columns || !samples)
		return NULL;
	for (size_t i = 0; i < count; i++)
		columns[i] = samples + i * BLOCK;
	return columns;
}

static bool trial_init(struct trial *trial, const struct node *node, struct arena *arena)
{
	trial->processor = node->processor;
	trial->in = columns_new(arena, node->context.channels);
	trial->out = columns_new(arena, node->shape.channels);
	trial->wrapped = ARENA_ARRAY(arena, struct phasor, node->shape.channels * NODE_RESPONSE_POINTS);
	if (!trial->in || !trial->out || !trial->wrapped)
		return false;
	trial->instance = (struct processor_instance){ .values = node->values,
						       .context = node->context,
						       .shape = node->shape,
						       .groups = 1,
						       .in = (const double *const *)trial->in,
						       .out = trial->out };
	trial->batch = node->processor->batch_new(arena, kernel_select(NULL), &trial->instance, 1, BLOCK);
	return trial->batch;
}

/* The bins of a transform know a response of any length: what lies a whole transform later counts at the same place. */
static void run_impulse(struct trial *trial, size_t channel, size_t frames)
{
	const size_t channels = trial->instance.shape.channels;
	memset(trial->wrapped, 0, channels * NODE_RESPONSE_POINTS * sizeof *trial->wrapped);
	for (size_t i = 0; i < trial->instance.context.channels; i++)
		memset(trial->in[i], 0, BLOCK * sizeof(double));
	trial->processor->reset(trial->batch);
	trial->in[channel][0] = 1.0;
	for (size_t done = 0; done < frames; done += BLOCK) {
		trial->processor->process(trial->batch, 0, BLOCK);
		trial->in[channel][0] = 0.0;
		for (size_t i = 0; i < channels; i++)
			for (size_t k = 0; k < BLOCK; k++)
				trial->wrapped[i * NODE_RESPONSE_POINTS + (done + k) % NODE_RESPONSE_POINTS].real +=
					trial->out[i][k];
	}
}

bool node_response_measure(const struct node *node, struct arena *arena, struct node_response *response)
{
	const size_t in = node->context.channels, out = node->shape.channels;
	const size_t frames = node->shape.latency + 2 +
			      (size_t)ceil(whole_shape(node, arena).tail_seconds * node->context.sample_rate);
	struct trial trial;
	*response = (struct node_response){ in, out, ARENA_ARRAY(arena, struct phasor, in * out * NODE_RESPONSE_BINS) };
	if (!response->values || !trial_init(&trial, node, arena))
		return false;
	for (size_t i = 0; i < in; i++) {
		run_impulse(&trial, i, frames);
		for (size_t k = 0; k < out; k++) {
			struct phasor *wrapped = trial.wrapped + k * NODE_RESPONSE_POINTS;
			transform(wrapped, NODE_RESPONSE_POINTS);
			memcpy(response->values + (k * in + i) * NODE_RESPONSE_BINS, wrapped,
			       NODE_RESPONSE_BINS * sizeof *wrapped);
		}
	}
	return true;
}
