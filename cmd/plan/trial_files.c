/* Prints a little noise in memory.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/plan/trial_files.h"

#include "cmd/job/cpu_clock.h"
#include "cmd/plan/trial_noise.h"
#include "io/audio_printer.h"
#include "io/audio_properties.h"
#include "io/memory_file.h"
#include "io/rate_printer.h"

/* A print is long enough that the time of a call does not matter. */
enum { BLOCK_FRAMES = 4096, BLOCKS = 8 };

/* Memory that a process gives back is what the next file takes. So the first of two prints makes the machine find the
   memory, and the second one counts. */
enum { PRINTS = 2 };

/* One column of noise, which all channels have. */
struct block {
	const double *columns[AUDIO_CHANNELS_MAXIMUM];
};

static enum status block_init(struct block *block, double sample_rate, struct arena *arena)
{
	struct source *noise = trial_noise_new(1, sample_rate, BLOCK_FRAMES / sample_rate, arena);
	double *column = ARENA_ARRAY(arena, double, BLOCK_FRAMES);
	if (!noise || !column)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < AUDIO_CHANNELS_MAXIMUM; i++)
		block->columns[i] = column;
	return noise->read(noise, &column, BLOCK_FRAMES);
}

/* Prints the block again and again, as a print is printed. */
static enum status print_block(const struct block *block, const struct graph_print *print, size_t channels,
			       unsigned session_rate, double *seconds_per_frame)
{
	const struct print_format *format = print->format;
	const unsigned rate = format->sample_rate != 0.0 ? (unsigned)format->sample_rate : session_rate;
	const struct audio_printer_settings settings = { .format = *format,
							 .sample_rate = rate,
							 .channels = channels,
							 .frames_maximum = (uint64_t)2 * BLOCKS * BLOCK_FRAMES *
									   (rate / session_rate + 1),
							 .name = print->file };
	char path[MEMORY_FILE_PATH_BYTES];
	const int descriptor = memory_file_open(path);
	struct printer *file = NULL, *converter = NULL;
	struct problem problem;
	if (descriptor < 0)
		return STATUS_LIMIT;
	enum status status = audio_printer_open(path, descriptor, &settings, &file, &problem);
	if (status == STATUS_OK && rate != session_rate && !(converter = rate_printer_new(file, session_rate, rate)))
		status = STATUS_NO_MEMORY;
	struct printer *printer = converter ? converter : file;
	const double began = cpu_clock_thread();
	for (size_t i = 0; i < BLOCKS && status == STATUS_OK; i++)
		status = printer->write(printer, block->columns, BLOCK_FRAMES);
	*seconds_per_frame = (cpu_clock_thread() - began) / (double)(BLOCKS * BLOCK_FRAMES);
	if (converter)
		converter->free(converter);
	if (file)
		file->free(file);
	return status;
}

static bool is_equal(const struct print_format *a, const struct print_format *b)
{
	return a->container == b->container && a->encoding == b->encoding && a->dither == b->dither &&
	       !(a->sample_rate < b->sample_rate) && !(a->sample_rate > b->sample_rate);
}

static size_t channels_of(const struct graph *graph, size_t print)
{
	return graph->nodes[graph->prints[print].node].channels;
}

/* Finds the seconds for a frame of a print, by another print of its format or by printing. */
static enum status find_print(const struct graph *graph, size_t index, const struct block *block, double *costs)
{
	const struct graph_print *print = &graph->prints[index];
	const size_t channels = channels_of(graph, index);
	const unsigned rate = (unsigned)graph->recipe->session.sample_rate;
	for (size_t i = 0; i < index; i++)
		if (graph->prints[i].format && channels_of(graph, i) == channels &&
		    is_equal(graph->prints[i].format, print->format)) {
			costs[index] = costs[i];
			return STATUS_OK;
		}
	enum status status = STATUS_OK;
	for (size_t i = 0; i < PRINTS && status == STATUS_OK; i++)
		status = print_block(block, print, channels, rate, &costs[index]);
	return status == STATUS_NO_MEMORY ? status : STATUS_OK;
}

enum status trial_files_run(const struct graph *graph, struct arena *arena, double **seconds_per_frame)
{
	struct block block;
	double *costs = *seconds_per_frame = ARENA_ARRAY(arena, double, graph->print_count);
	enum status status = costs ? block_init(&block, graph->recipe->session.sample_rate, arena) : STATUS_NO_MEMORY;
	for (size_t i = 0; i < graph->print_count && status == STATUS_OK; i++)
		if (graph->prints[i].format)
			status = find_print(graph, i, &block, costs);
	return status;
}
