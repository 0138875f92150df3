/* Runs cascades of biquads of many instances side by side.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/cascade_batch.h"

#include "dsp/kernel/filter.h"
#include "dsp/kernel/select.h"

#include <string.h>

/* The filters of one instance. */
struct cascade {
	const struct biquad *sections;
	size_t count;
};

/* The function that designs the cascades, and how many sections the longest may have. */
struct cascade_designer {
	size_t (*design)(const struct processor_instance *instance, struct biquad *sections);
	struct biquad *sections;
};

struct column {
	const double *in;
	double *out;
	const struct cascade *cascade;
	size_t done; /* the sections that have a slot in a vector so far */
};

/* Some columns that run side by side through a piece of their cascades. */
struct vector {
	const struct kernel *kernel; /* a kernel that is no wider than the columns need */
	const double *in[KERNEL_WIDTH_MAXIMUM];
	double *out[KERNEL_WIDTH_MAXIMUM];
	size_t sections;
	double *coefficients;
	double *state;
};

struct batch {
	const struct kernel *kernel;
	struct column *columns; /* all columns of the batch */
	size_t column_count;
	struct vector *vectors; /* the vectors in the order in which they run */
	size_t vector_count;
	double *idle; /* silence, which the empty slots of a vector read and write */
};

static bool cascade_init(struct cascade *cascade, const struct cascade_designer *designer, struct arena *arena,
			 const struct processor_instance *instance)
{
	cascade->count = designer->design(instance, designer->sections);
	struct biquad *sections = ARENA_ARRAY(arena, struct biquad, cascade->count);
	if (!sections)
		return false;
	memcpy(sections, designer->sections, cascade->count * sizeof *sections);
	cascade->sections = sections;
	return true;
}

static bool columns_init(struct batch *batch, const struct cascade_designer *designer, struct arena *arena,
			 const struct processor_instance *instances, size_t count)
{
	size_t total = 0;
	for (size_t i = 0; i < count; i++)
		total += instances[i].groups * instances[i].context.channels;
	struct cascade *cascades = ARENA_ARRAY(arena, struct cascade, count);
	batch->columns = ARENA_ARRAY(arena, struct column, total);
	if (!cascades || !batch->columns)
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct processor_instance *instance = &instances[i];
		if (!cascade_init(&cascades[i], designer, arena, instance))
			return false;
		for (size_t k = 0; k < instance->groups * instance->context.channels; k++)
			batch->columns[batch->column_count++] =
				(struct column){ instance->in[k], instance->out[k], &cascades[i], 0 };
	}
	return true;
}

/* Returns the length of the piece of a cascade that comes after the first `done` sections: 4, which run side by side,
   or what is left; 0 at the end of the cascade. */
static size_t piece(size_t sections, size_t done)
{
	size_t left = sections - done;
	return left >= 4 ? 4 : left;
}

static bool vector_open(struct vector *vector, const struct batch *batch, struct arena *arena, size_t columns,
			size_t sections)
{
	vector->kernel = kernel_narrow(batch->kernel, columns);
	size_t width = vector->kernel->width;
	vector->sections = sections;
	vector->coefficients = ARENA_ARRAY(arena, double, sections *BIQUAD_ROWS *width);
	vector->state = ARENA_ARRAY(arena, double, sections *BIQUAD_STATE_ROWS *width);
	for (size_t slot = 0; slot < width; slot++) {
		vector->in[slot] = batch->idle;
		vector->out[slot] = batch->idle;
	}
	return vector->coefficients && vector->state;
}

static void vector_seat(struct vector *vector, size_t slot, const struct column *column)
{
	size_t width = vector->kernel->width;
	vector->in[slot] = column->done == 0 ? column->in : column->out;
	vector->out[slot] = column->out;
	for (size_t i = 0; i < vector->sections; i++) {
		const struct biquad *section = &column->cascade->sections[column->done + i];
		double *rows = &vector->coefficients[i * BIQUAD_ROWS * width + slot];
		rows[BIQUAD_B0 * width] = section->b0;
		rows[BIQUAD_B1 * width] = section->b1;
		rows[BIQUAD_B2 * width] = section->b2;
		rows[BIQUAD_A1 * width] = section->a1;
		rows[BIQUAD_A2 * width] = section->a2;
	}
}

/* Gives a slot to the next piece of every column whose piece has that many sections. `layer` holds the size of the
   piece of each column. */
static bool layer_fill(struct batch *batch, struct arena *arena, const size_t *layer, size_t sections)
{
	size_t left = 0;
	for (size_t i = 0; i < batch->column_count; i++)
		left += layer[i] == sections;
	struct vector *vector = NULL;
	size_t slot = 0;
	for (size_t i = 0; i < batch->column_count; i++) {
		if (layer[i] != sections)
			continue;
		if (!vector || slot == vector->kernel->width) {
			vector = &batch->vectors[batch->vector_count++];
			slot = 0;
			if (!vector_open(vector, batch, arena, left, sections))
				return false;
		}
		vector_seat(vector, slot++, &batch->columns[i]);
		batch->columns[i].done += sections;
		left--;
	}
	return true;
}

/* Fills layer after layer until all cascades are at their end, so that the pieces of a column run in their order. */
static bool vectors_fill(struct batch *batch, struct arena *arena)
{
	size_t *layer = ARENA_ARRAY(arena, size_t, batch->column_count);
	size_t pieces = 0;
	for (size_t i = 0; i < batch->column_count; i++)
		pieces += batch->columns[i].cascade->count / 4 + 2;
	batch->vectors = ARENA_ARRAY(arena, struct vector, pieces);
	if (!layer || !batch->vectors)
		return false;
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < batch->column_count; i++) {
			layer[i] = piece(batch->columns[i].cascade->count, batch->columns[i].done);
			more = more || layer[i] > 0;
		}
		for (size_t sections = 4; sections > 0; sections--)
			if (!layer_fill(batch, arena, layer, sections))
				return false;
	}
	return true;
}

void *cascade_batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
			size_t count, size_t frames_maximum,
			size_t (*design)(const struct processor_instance *instance, struct biquad *sections),
			size_t sections_maximum)
{
	struct batch *batch = ARENA_NEW(arena, struct batch);
	const struct cascade_designer designer = { design, ARENA_ARRAY(arena, struct biquad, sections_maximum) };
	if (!batch || !designer.sections)
		return NULL;
	batch->kernel = kernel;
	batch->idle = ARENA_ARRAY(arena, double, frames_maximum);
	if (!batch->idle || !columns_init(batch, &designer, arena, instances, count))
		return NULL;
	if (!vectors_fill(batch, arena))
		return NULL;
	return batch;
}

/* Runs a vector; its idle slots have no more frames than one block. */
static void run_vector(const struct batch *batch, const struct vector *vector, size_t start, size_t frames)
{
	const double *in[KERNEL_WIDTH_MAXIMUM];
	double *out[KERNEL_WIDTH_MAXIMUM];
	for (size_t slot = 0; slot < vector->kernel->width; slot++) {
		const size_t offset = vector->out[slot] == batch->idle ? 0 : start;
		in[slot] = vector->in[slot] + offset;
		out[slot] = vector->out[slot] + offset;
	}
	vector->kernel->filter->biquad_cascade(in, out, frames, vector->sections, vector->coefficients, vector->state);
}

void cascade_batch_process(void *state, size_t start, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->column_count; i++) {
		const struct column *column = &batch->columns[i];
		if (column->cascade->count == 0 && column->out != column->in)
			memcpy(column->out + start, column->in + start, frames * sizeof *column->out);
	}
	for (size_t i = 0; i < batch->vector_count; i++)
		run_vector(batch, &batch->vectors[i], start, frames);
}

void cascade_batch_reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->vector_count; i++) {
		struct vector *vector = &batch->vectors[i];
		size_t count = vector->sections * BIQUAD_STATE_ROWS * vector->kernel->width;
		memset(vector->state, 0, count * sizeof *vector->state);
	}
}
