/* stemprint: what compressor and gate share: detection, link, key, key filter, lookahead, and gains upon columns.
   SPDX-License-Identifier: GPL-3.0-or-later

   The pattern of a GAIN processor: over all instances of the batch the detectors lie side by side, kernel->width of
   them in one vector; each vector goes in tiles through detection, the processor's own gain computer and
   multiplication, so that its gains never leave the first cache. */
#ifndef STEMPRINT_PROCESSORS_DETECTOR_H
#define STEMPRINT_PROCESSORS_DETECTOR_H

#include "processors/processor.h"

/** The parameters of detection, in the order of DETECTOR_PARAMETERS. */
enum {
	DETECTOR_KIND,
	DETECTOR_RMS_TIME,
	DETECTOR_LINK,
	DETECTOR_KEY,
	DETECTOR_KEY_FILTER,
};

enum { DETECTOR_PEAK, DETECTOR_RMS };

enum { DETECTOR_KEY_FILTER_FIELDS = 2 };

extern const char *const detector_kinds[];
extern const struct parameter detector_key_filter_fields[DETECTOR_KEY_FILTER_FIELDS];

/* clang-format off */
/** Their rows, for a processor's table from index `first` on. One that has levels of its own takes DETECTOR_LINK_PARAMETERS alone. */
#define DETECTOR_PARAMETERS(first) \
	[(first) + DETECTOR_KIND] = { .name = "detector", \
		.help = "what counts as level: each sample (peak) or the running mean square (rms)", \
		.type = PARAMETER_CHOICE, \
		.fallback = DETECTOR_PEAK, \
		.choices = detector_kinds }, \
	[(first) + DETECTOR_RMS_TIME] = { .name = "rms_time", \
		.help = "time constant of the mean square; acts with `detector: rms` alone", \
		.type = PARAMETER_NUMBER, \
		.quantity = QUANTITY_TIME, \
		.minimum = 0.0001, \
		.maximum = 5.0, \
		.fallback = 0.01 }, \
	DETECTOR_LINK_PARAMETERS((first) + DETECTOR_LINK)

/** The rows of link, key and key filter, from index `link` on: for these detector_use.detection is link - DETECTOR_LINK. */
#define DETECTOR_LINK_PARAMETERS(link) \
	[(link)] = { .name = "link", \
		.help = "how far the channels share one gain: 100 % all alike, 0 % each its own", \
		.type = PARAMETER_NUMBER, \
		.quantity = QUANTITY_PERCENT, \
		.minimum = 0.0, \
		.maximum = 1.0, \
		.fallback = 1.0 }, \
	[(link) + DETECTOR_KEY - DETECTOR_LINK] = { .name = "key", \
		.help = "the strip to listen to in place of the signal itself", \
		.type = PARAMETER_KEY }, \
	[(link) + DETECTOR_KEY_FILTER - DETECTOR_LINK] = { .name = "key_filter", \
		.help = "filters what the detector hears, the signal itself or the key", \
		.type = PARAMETER_GROUP, \
		.fields = detector_key_filter_fields, \
		.field_count = DETECTOR_KEY_FILTER_FIELDS }
/* clang-format on */

/** How a processor uses its detectors. Rows are [row][width], aligned to 64 bytes. */
struct detector_use {
	size_t lookahead; /**< index of that parameter: a time */
	size_t detection; /**< index of the first of DETECTOR_PARAMETERS */
	size_t parameter_rows, state_rows;
	void (*set_parameters)(double *table, size_t width, size_t slot, const struct processor_instance *instance);
	/** State at rest; comes in as zeros. NULL: that is right. */
	void (*set_rest)(double *table, size_t width, size_t slot, const struct processor_instance *instance);
	/** `count` detector columns into linear gains, as kernel->dynamics->gain_computer() does; the other slots of
	   the kernel are idle. */
	void (*make_gains)(const struct kernel *kernel, const double *const *in, double *const *out, size_t frames,
			   size_t count, const double *parameters, double *state);
	bool wide; /**< the widest kernel makes gains of few columns too */
};

/** Checks the key filter and sets the latency: as a processor's shape(). */
bool detector_shape(const struct detector_use *use, const struct parameter_value *values,
		    const struct processor_context *context, struct arena *arena, struct processor_shape *shape,
		    const char **problem, struct location *at);

/** As a processor's batch_new(); `use` outlives the batch. NULL when out of memory. */
void *detector_batch_new(const struct detector_use *use, struct arena *arena, const struct kernel *kernel,
			 const struct processor_instance *instances, size_t count);

/* clang-format off */
/** The processor's own shape() and batch_new(), which know its `use`. */
#define DETECTOR_SHAPE_AND_BATCH(use) \
	static bool shape(const struct parameter_value *values, const struct processor_context *context, \
			  struct arena *arena, struct processor_shape *shape, const char **problem, \
			  struct location *at) \
	{ \
		return detector_shape(&(use), values, context, arena, shape, problem, at); \
	} \
	static void *batch_new(struct arena *arena, const struct kernel *kernel, \
			       const struct processor_instance *instances, size_t count, size_t frames_maximum) \
	{ \
		(void)frames_maximum; \
		return detector_batch_new(&(use), arena, kernel, instances, count); \
	}
/* clang-format on */

/** As a processor's process() and reset(). */
void detector_process(void *batch, size_t frames);
void detector_reset(void *batch);

/** Weight of the new square in the mean: 1 for peak detection. */
double detector_mean(const struct detector_use *use, const struct processor_instance *instance);

#endif
