/* Convolves in partitions that grow with their distance from the start.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/partitioned_convolution.h"

#include "dsp/kernel/column.h"
#include "dsp/kernel/fir.h"
#include "dsp/kernel/spectrum.h"

#include <string.h>

enum {
	HEAD = 64, /* most taps of the head, and frames of the smallest cell */
	RING_MINIMUM = 2 * HEAD,
	LEVELS_MAXIMUM = 5,
	LATER = SPECTRUM_SPAN - 1,
	PARTITIONS_ENOUGH = 20, /* a level with at most this many partitions takes the rest of the response */
};

/* Frames of the largest cell. Each level costs two transforms, and a larger growth between levels costs products; this
   balances both. */
static const size_t cells[LEVELS_MAXIMUM] = { HEAD, 256, 2048, 16384, 131072 };

/* A level: taps from `cell` on, in partitions as long as a cell. */
struct level {
	size_t cell; /* frames */
	size_t partitions;
	const struct fft *fft;
};

struct partition_scheme {
	const struct kernel *kernel;
	size_t head; /* taps of the head, convolved one by one */
	struct level levels[LEVELS_MAXIMUM]; /* from the smallest cell to the largest */
	size_t level_count;
	size_t ring; /* frames: two of the largest cells, a power of two */
	size_t grid; /* frames between the ends of the smallest cells */
};

struct partitioned_response {
	double head[HEAD];
	double **spectra[LEVELS_MAXIMUM]; /* [level][partition]; NULL: silence */
};

/* The past of an input, in cells of one level. */
struct history {
	double **spectra; /* [partitions], a ring: the spectra of two cells each, by the time at which they ended */
	bool *sounding; /* [partitions] */
	size_t latest;
	bool now, before; /* whether the current cell and the one before it are not silent */
};

struct input {
	double *ring; /* with HEAD frames before it, which repeat its end */
	struct history levels[LEVELS_MAXIMUM];
};

/* The sums of an output for later cells. */
struct begun {
	double *spectra[LATER];
	bool sounding;
};

struct partitioned_convolution {
	const struct partition_scheme *scheme;
	struct input *inputs;
	size_t input_count;
	double **outputs; /* rings: the sums of all levels for later frames */
	size_t output_count;
	size_t *order; /* the outputs in the order of their first paths: a shared response is still cached */
	size_t order_count;
	const struct convolution_path *paths;
	size_t path_count;
	size_t position; /* index in the rings */
	double *work; /* scratch of a transform */
	struct spectrum_factors *factors; /* scratch of a transform */
	struct begun *begun[LEVELS_MAXIMUM]; /* [level][output]; NULL: a level whose sums are not begun early */
	size_t turn[LEVELS_MAXIMUM]; /* cells that are done, modulo SPECTRUM_SPAN */
};

static bool level_add(struct partition_scheme *scheme, struct arena *arena, struct fft_tables *tables, size_t cell,
		      size_t end)
{
	struct level *level = &scheme->levels[scheme->level_count++];
	*level = (struct level){ cell, (end - 1) / cell, fft_shared(tables, arena, cell) };
	scheme->ring = 2 * cell;
	return level->fft;
}

size_t partition_padding(size_t length)
{
	size_t i = 0;
	if (length <= HEAD)
		return 0;
	while (i + 1 < LEVELS_MAXIMUM && cells[i] + length > cells[i] * PARTITIONS_ENOUGH)
		i++;
	return cells[i];
}

const struct partition_scheme *partition_scheme_new(struct arena *arena, const struct kernel *kernel,
						    struct fft_tables *tables, size_t silent, size_t length)
{
	struct partition_scheme *scheme = ARENA_NEW(arena, struct partition_scheme);
	if (!scheme)
		return NULL;
	scheme->kernel = kernel;
	scheme->ring = RING_MINIMUM;
	if (silent < HEAD)
		scheme->head = length < HEAD ? length : HEAD;
	for (size_t i = 0; i < LEVELS_MAXIMUM && cells[i] < length; i++) {
		const bool last = length <= cells[i] * PARTITIONS_ENOUGH || i + 1 == LEVELS_MAXIMUM;
		const size_t end = last ? length : cells[i + 1];
		if (silent < end && !level_add(scheme, arena, tables, cells[i], end))
			return NULL;
		if (last)
			break;
	}
	scheme->grid = scheme->head > 0 || scheme->level_count == 0 ? HEAD : scheme->levels[0].cell;
	return scheme;
}

static bool is_silent(const double *samples, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (samples[i] != 0.0)
			return false;
	return true;
}

/* Scales the response for the transform, where it costs nothing. */
static double *partition_spectrum(struct arena *arena, const struct partition_scheme *scheme, const struct level *level,
				  const double *taps, double *scratch, double *work)
{
	double *spectrum = ARENA_ARRAY(arena, double, 2 * level->cell);
	if (!spectrum)
		return NULL;
	memset(scratch, 0, 2 * level->cell * sizeof *scratch);
	for (size_t i = 0; i < level->cell; i++)
		scratch[i] = taps[i] / (double)level->cell;
	scheme->kernel->spectrum->forward(level->fft, scratch, scratch + level->cell, work, spectrum);
	return spectrum;
}

static bool response_level(struct partitioned_response *response, struct arena *arena,
			   const struct partition_scheme *scheme, size_t index, const double *taps, size_t count)
{
	const struct level *level = &scheme->levels[index];
	double **spectra = ARENA_ARRAY(arena, double *, level->partitions);
	double *partition = ARENA_ARRAY(arena, double, level->cell);
	double *scratch = ARENA_ARRAY(arena, double, 4 * level->cell);
	if (!spectra || !partition || !scratch)
		return false;
	response->spectra[index] = spectra;
	for (size_t i = 0; i < level->partitions; i++) {
		const size_t first = (i + 1) * level->cell;
		const size_t left = first < count ? count - first : 0;
		const size_t sounding = left < level->cell ? left : level->cell;
		memset(partition, 0, level->cell * sizeof *partition);
		if (sounding > 0)
			memcpy(partition, taps + first, sounding * sizeof *partition);
		if (is_silent(partition, level->cell))
			continue;
		spectra[i] = partition_spectrum(arena, scheme, level, partition, scratch, scratch + 2 * level->cell);
		if (!spectra[i])
			return false;
	}
	return true;
}

const struct partitioned_response *partitioned_response_new(struct arena *arena, const struct partition_scheme *scheme,
							    const double *taps, size_t count)
{
	struct partitioned_response *response = ARENA_NEW(arena, struct partitioned_response);
	if (!response)
		return NULL;
	memcpy(response->head, taps, (count < HEAD ? count : HEAD) * sizeof *taps);
	for (size_t i = 0; i < scheme->level_count; i++)
		if (!response_level(response, arena, scheme, i, taps, count))
			return NULL;
	return response;
}

static bool history_init(struct history *history, struct arena *arena, const struct level *level)
{
	history->spectra = ARENA_ARRAY(arena, double *, level->partitions);
	history->sounding = ARENA_ARRAY(arena, bool, level->partitions);
	if (!history->spectra || !history->sounding)
		return false;
	for (size_t i = 0; i < level->partitions; i++) {
		history->spectra[i] = ARENA_ARRAY(arena, double, 2 * level->cell);
		if (!history->spectra[i])
			return false;
	}
	return true;
}

static bool input_init(struct input *input, struct arena *arena, const struct partition_scheme *scheme)
{
	double *ring = ARENA_ARRAY(arena, double, HEAD + scheme->ring);
	if (!ring)
		return false;
	input->ring = ring + HEAD;
	for (size_t i = 0; i < scheme->level_count; i++)
		if (!history_init(&input->levels[i], arena, &scheme->levels[i]))
			return false;
	return true;
}

/* A level of few partitions gains nothing from it. */
static bool is_blocked(const struct level *level)
{
	return level->partitions > SPECTRUM_SPAN;
}

static bool begun_init(struct partitioned_convolution *convolution, struct arena *arena, size_t index)
{
	const struct level *level = &convolution->scheme->levels[index];
	if (!is_blocked(level))
		return true;
	struct begun *begun = ARENA_ARRAY(arena, struct begun, convolution->output_count);
	for (size_t i = 0; begun && i < convolution->output_count; i++)
		for (size_t k = 0; k < LATER; k++) {
			begun[i].spectra[k] = ARENA_ARRAY(arena, double, 2 * level->cell);
			if (!begun[i].spectra[k])
				return false;
		}
	convolution->begun[index] = begun;
	return begun;
}

static bool work_init(struct partitioned_convolution *convolution, struct arena *arena)
{
	const struct partition_scheme *scheme = convolution->scheme;
	size_t most = 0;
	for (size_t i = 0; i < scheme->level_count; i++)
		most = scheme->levels[i].partitions > most ? scheme->levels[i].partitions : most;
	convolution->work = ARENA_ARRAY(arena, double, scheme->ring);
	convolution->factors = ARENA_ARRAY(arena, struct spectrum_factors, convolution->path_count * most);
	for (size_t i = 0; i < scheme->level_count; i++)
		if (!begun_init(convolution, arena, i))
			return false;
	return convolution->work && convolution->factors;
}

static bool order_init(struct partitioned_convolution *convolution, struct arena *arena)
{
	convolution->order = ARENA_ARRAY(arena, size_t, convolution->output_count);
	for (size_t i = 0; convolution->order && i < convolution->path_count; i++) {
		size_t k = 0;
		while (k < convolution->order_count && convolution->order[k] != convolution->paths[i].out)
			k++;
		if (k == convolution->order_count)
			convolution->order[convolution->order_count++] = convolution->paths[i].out;
	}
	return convolution->order;
}

struct partitioned_convolution *partitioned_convolution_new(struct arena *arena, const struct partition_scheme *scheme,
							    size_t inputs, size_t outputs,
							    const struct convolution_path *paths, size_t path_count)
{
	struct partitioned_convolution *convolution = ARENA_NEW(arena, struct partitioned_convolution);
	struct convolution_path *own_paths = ARENA_ARRAY(arena, struct convolution_path, path_count);
	if (!convolution || !own_paths)
		return NULL;
	if (path_count > 0)
		memcpy(own_paths, paths, path_count * sizeof *paths);
	*convolution = (struct partitioned_convolution){
		.scheme = scheme,
		.inputs = ARENA_ARRAY(arena, struct input, inputs),
		.input_count = inputs,
		.outputs = ARENA_ARRAY(arena, double *, outputs),
		.output_count = outputs,
		.paths = own_paths,
		.path_count = path_count,
	};
	if (!convolution->inputs || !convolution->outputs || !order_init(convolution, arena) ||
	    !work_init(convolution, arena))
		return NULL;
	for (size_t i = 0; i < inputs; i++)
		if (!input_init(&convolution->inputs[i], arena, scheme))
			return NULL;
	for (size_t i = 0; i < outputs; i++) {
		convolution->outputs[i] = ARENA_ARRAY(arena, double, scheme->ring);
		if (!convolution->outputs[i])
			return NULL;
	}
	return convolution;
}

/* Transforms the cell that has just ended, with the one before it, as the latest spectrum. */
static void transform_input(struct partitioned_convolution *convolution, size_t index, struct input *input, size_t end)
{
	const struct partition_scheme *scheme = convolution->scheme;
	const struct level *level = &scheme->levels[index];
	struct history *history = &input->levels[index];
	history->latest = history->latest + 1 < level->partitions ? history->latest + 1 : 0;
	history->sounding[history->latest] = history->now || history->before;
	if (history->now || history->before)
		scheme->kernel->spectrum->forward(level->fft,
						  input->ring + (end + scheme->ring - 2 * level->cell) % scheme->ring,
						  input->ring + (end - level->cell) % scheme->ring, convolution->work,
						  history->spectra[history->latest]);
	history->before = history->now;
	history->now = false;
}

/* Lists the products of the spectra of an input up to `ages` old for the next cell of an output, and for the `span` - 1
   cells after it. */
static size_t path_factors(const struct convolution_path *path, const struct history *history, size_t index,
			   size_t partitions, size_t ages, size_t span, struct spectrum_factors *factors)
{
	double *const *spectra = path->response->spectra[index];
	size_t count = 0, at = history->latest;
	for (size_t age = 0; age < ages; age++) {
		struct spectrum_factors next = { .left = history->spectra[at] };
		bool any = false;
		for (size_t d = 0; d < span && age + d < partitions; d++) {
			next.right[d] = spectra[age + d];
			any = any || next.right[d];
		}
		if (any && history->sounding[at])
			factors[count++] = next;
		at = at > 0 ? at - 1 : partitions - 1;
	}
	return count;
}

static size_t output_factors(struct partitioned_convolution *convolution, size_t index, size_t output, size_t ages,
			     size_t span)
{
	size_t count = 0;
	for (size_t i = 0; i < convolution->path_count; i++) {
		const struct convolution_path *path = &convolution->paths[i];
		if (path->out == output)
			count += path_factors(path, &convolution->inputs[path->in].levels[index], index,
					      convolution->scheme->levels[index].partitions, ages, span,
					      convolution->factors + count);
	}
	return count;
}

/* Adds the sum of a level to an output from `start` on, for one cell. The level of the longest cells comes first and
   overwrites the ring. In the first of SPECTRUM_SPAN cells all spectra are read once for all of them; the others then
   need only the newer ones. */
static void add_cell(struct partitioned_convolution *convolution, size_t index, size_t output, size_t start)
{
	const struct partition_scheme *scheme = convolution->scheme;
	const struct level *level = &scheme->levels[index];
	struct begun *begun = convolution->begun[index] ? &convolution->begun[index][output] : NULL;
	const size_t turn = begun ? convolution->turn[index] : 0;
	const bool begins = begun && turn == 0;
	struct spectrum_products products = {
		.factors = convolution->factors,
		.count = output_factors(convolution, index, output, turn > 0 ? turn : level->partitions,
					begins ? SPECTRUM_SPAN : 1),
	};
	if (begins) {
		begun->sounding = products.count > 0;
		memcpy(products.later, begun->spectra, sizeof products.later);
	} else if (begun && begun->sounding) {
		products.begun = begun->spectra[turn - 1];
	}
	double *sum = convolution->outputs[output] + start % scheme->ring;
	const bool is_first = index + 1 == scheme->level_count;
	if (products.count > 0 || products.begun)
		scheme->kernel->spectrum->backward(level->fft, &products, convolution->work, sum, !is_first);
	else if (is_first)
		memset(sum, 0, level->cell * sizeof *sum);
}

/* Tells whether the last frames are not silent. */
static void listen(struct partitioned_convolution *convolution, size_t end, size_t frames)
{
	const struct partition_scheme *scheme = convolution->scheme;
	for (size_t i = 0; i < convolution->input_count; i++) {
		struct input *input = &convolution->inputs[i];
		const double *column = input->ring + end - frames;
		/* A cell that is not silent mostly shows it in its first frame, so the others need no look. */
		if (column[0] != 0.0 || scheme->kernel->column->peak(column, frames) != 0.0)
			for (size_t k = 0; k < scheme->level_count; k++)
				input->levels[k].now = true;
	}
}

/* Ends the cells that end at frame `end` of the ring. The levels always come in this order, so that the sum of a frame
   has one order. */
static void finish_cells(struct partitioned_convolution *convolution, size_t end)
{
	const struct partition_scheme *scheme = convolution->scheme;
	for (size_t i = scheme->level_count; i-- > 0;) {
		if (end % scheme->levels[i].cell != 0)
			continue;
		for (size_t k = 0; k < convolution->input_count; k++)
			transform_input(convolution, i, &convolution->inputs[k], end);
		for (size_t k = 0; k < convolution->order_count; k++)
			add_cell(convolution, i, convolution->order[k], end);
		convolution->turn[i] = (convolution->turn[i] + 1) % SPECTRUM_SPAN;
	}
}

static void take_in(struct partitioned_convolution *convolution, const double *const *in, size_t offset, size_t frames)
{
	for (size_t i = 0; i < convolution->input_count; i++)
		memcpy(convolution->inputs[i].ring + convolution->position, in[i] + offset, frames * sizeof(double));
}

static void put_out(struct partitioned_convolution *convolution, double *const *out, size_t offset, size_t frames)
{
	const struct partition_scheme *scheme = convolution->scheme;
	for (size_t i = 0; i < convolution->output_count; i++)
		memcpy(out[i] + offset, convolution->outputs[i] + convolution->position, frames * sizeof **out);
	for (size_t i = 0; i < convolution->path_count && scheme->head > 0; i++) {
		const struct convolution_path *path = &convolution->paths[i];
		scheme->kernel->fir->convolve(out[path->out] + offset,
					      convolution->inputs[path->in].ring + convolution->position,
					      path->response->head, scheme->head, frames);
	}
}

static void wrap(struct partitioned_convolution *convolution)
{
	const size_t ring = convolution->scheme->ring;
	for (size_t i = 0; i < convolution->input_count; i++) {
		double *input = convolution->inputs[i].ring;
		memcpy(input - HEAD, input + ring - HEAD, HEAD * sizeof *input);
	}
	convolution->position = 0;
}

void partitioned_convolution_process(struct partitioned_convolution *convolution, const double *const *in,
				     double *const *out, size_t start, size_t frames)
{
	const size_t grid = convolution->scheme->grid;
	for (size_t done = 0; done < frames;) {
		const size_t room = grid - convolution->position % grid;
		const size_t count = frames - done < room ? frames - done : room;
		take_in(convolution, in, start + done, count);
		put_out(convolution, out, start + done, count);
		convolution->position += count;
		done += count;
		listen(convolution, convolution->position, count);
		if (convolution->position % grid == 0)
			finish_cells(convolution, convolution->position);
		if (convolution->position == convolution->scheme->ring)
			wrap(convolution);
	}
}

void partitioned_convolution_reset(struct partitioned_convolution *convolution)
{
	const struct partition_scheme *scheme = convolution->scheme;
	for (size_t i = 0; i < convolution->input_count; i++) {
		struct input *input = &convolution->inputs[i];
		memset(input->ring - HEAD, 0, (HEAD + scheme->ring) * sizeof *input->ring);
		for (size_t k = 0; k < scheme->level_count; k++) {
			struct history *history = &input->levels[k];
			memset(history->sounding, 0, scheme->levels[k].partitions * sizeof *history->sounding);
			history->latest = 0;
			history->now = history->before = false;
		}
	}
	for (size_t i = 0; i < convolution->output_count; i++)
		memset(convolution->outputs[i], 0, scheme->ring * sizeof(double));
	memset(convolution->turn, 0, sizeof convolution->turn);
	convolution->position = 0;
}
