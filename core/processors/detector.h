/* Runs what compressor and gate share: detection, link, key, key filter, lookahead, and gains upon columns.
   SPDX-License-Identifier: GPL-3.0-or-later

   This is the pattern of a processor of the law GAIN. The detectors of all instances of the batch lie side by side,
   kernel->width of them in one vector. Each vector goes in tiles through detection, the processor's own gain computer
   and multiplication, so that its gains never leave the first-level cache. */
#ifndef STEMPRINT_PROCESSORS_DETECTOR_H
#define STEMPRINT_PROCESSORS_DETECTOR_H

#include "dsp/biquad_design.h"
#include "processors/processor.h"

/** The parameters of detection, in the order of DETECTOR_PARAMETERS. */
enum {
	DETECTOR_KIND, /**< what counts as level; default DETECTOR_PEAK */
	DETECTOR_RMS_TIME, /**< time constant of the mean square, 0.0001 to 5 s; default 0.01 s */
	DETECTOR_LINK, /**< 0 (each channel has its own gain) to 1 (all share one); default 1 */
	DETECTOR_KEY, /**< the strip to listen to; default none: the signal itself */
	DETECTOR_KEY_FILTER, /**< high-pass and low-pass of what is heard; default none */
};

/** What counts as level. */
enum {
	DETECTOR_PEAK, /**< each sample */
	DETECTOR_RMS, /**< the root of the running mean square */
};

/** The key filter has a high-pass and a low-pass, both in Hz. */
enum { DETECTOR_KEY_FILTER_FIELDS = 2 };

/** The most sections of both. */
enum { DETECTOR_KEY_SECTIONS = 2 * BIQUADS_PER_BAND };

/** The tables that the rows below name. */
extern const char *const detector_kinds[];
extern const struct parameter detector_key_filter_fields[DETECTOR_KEY_FILTER_FIELDS];

/* clang-format off */
/** The rows of all parameters of detection, for a processor's table from index `first` on. A processor that makes its
    own levels takes DETECTOR_LINK_PARAMETERS alone. */
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

/** The rows of link, key and key filter, from index `link` on. Then detector_use.detection is link - DETECTOR_LINK. */
#define DETECTOR_LINK_PARAMETERS(link) \
	[(link)] = { .name = "link", \
		.help = "how far the channels share one gain: 100 % all alike, 0 % each its own", \
		.type = PARAMETER_NUMBER, \
		.quantity = QUANTITY_PERCENT, \
		.minimum = 0.0, \
		.maximum = 1.0, \
		.fallback = 1.0 }, \
	[(link) + DETECTOR_KEY - DETECTOR_LINK] = { .name = "key", \
		.help = "the strip to listen to instead of the signal itself", \
		.type = PARAMETER_KEY }, \
	[(link) + DETECTOR_KEY_FILTER - DETECTOR_LINK] = { .name = "key_filter", \
		.help = "filters what the detector hears, the signal itself or the key", \
		.type = PARAMETER_GROUP, \
		.fields = detector_key_filter_fields, \
		.field_count = DETECTOR_KEY_FILTER_FIELDS }
/* clang-format on */

/** How a processor uses its detectors. Its tables are [row][width], aligned to 64 bytes; `slot` is an index below the
    width. */
struct detector_use {
	size_t lookahead; /**< index of the parameter that is the lookahead, a time in seconds */
	size_t detection; /**< index of the first of DETECTOR_PARAMETERS */
	size_t parameter_rows, state_rows; /**< rows of the tables of one vector */
	/** Writes the parameters of an instance into one slot. */
	void (*set_parameters)(double *table, size_t width, size_t slot, const struct processor_instance *instance);
	/** Writes the state at rest into one slot, which comes in as zeros. NULL: zeros are right. */
	void (*set_rest)(double *table, size_t width, size_t slot, const struct processor_instance *instance);
	/** Turns the levels of `count` detectors into linear gains, as kernel->dynamics->gain_computer() does. The
	   other slots are idle. */
	void (*make_gains)(const struct kernel *kernel, const double *const *in, double *const *out, size_t frames,
			   size_t count, const double *parameters, double *state);
	/** Does the same with parameters that move as the kernel's moving_gain_computer() says, bit for bit. NULL:
	    such frames go one by one. */
	void (*make_moving_gains)(const struct kernel *kernel, const double *const *in, double *const *out,
				  size_t frames, size_t count, const double *parameters, const double *const *moving,
				  double *state);
	bool wide; /**< the widest kernel makes the gains, even of few columns; default false */
};

/** Checks the key filter and sets the latency to the lookahead, as a processor's shape(). Returns false with *problem
    and *at set. */
bool detector_shape(const struct detector_use *use, const struct parameter_value *values,
		    const struct processor_context *context, struct arena *arena, struct processor_shape *shape,
		    const char **problem, struct location *at);

/** Designs the key filter of an instance: Butterworths of second order, within 0.1 dB of their analog model up to 20
   kHz. Returns the count of sections; 0 without a key filter. */
size_t detector_key_filter(const struct detector_use *use, const struct processor_instance *instance,
			   struct biquad sections[DETECTOR_KEY_SECTIONS]);

/** Makes a batch at rest, as a processor's batch_new(). `use` must outlive it. All memory comes from the arena. Returns
    NULL when out of memory. */
void *detector_batch_new(const struct detector_use *use, struct arena *arena, const struct kernel *kernel,
			 const struct processor_instance *instances, size_t count);

/* clang-format off */
/** Defines the processor's own shape() and batch_new(), which pass on its `use`. */
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

/** Multiplies the next frames by the gains that the detectors make, as a processor's process(). */
void detector_process(void *batch, size_t start, size_t frames);

/** Moves the parameters of an instance, each row of its table in a straight line, as a processor's retune(). */
void detector_retune(void *batch, size_t instance, const struct parameter_value *values);

/** Does so `ahead` frames from here, as a processor's retune_ahead(), where `use` has make_moving_gains(). */
void detector_retune_ahead(void *batch, size_t instance, size_t ahead, const struct parameter_value *values);

/** Puts filters, gains and lookahead back to rest, as a processor's reset(). */
void detector_reset(void *batch);

/** Returns the weight of the new square in the running mean, 0 to 1; it is 1 with peak detection. detection: the values
   of DETECTOR_PARAMETERS; sample_rate: in Hz, that of the detector. */
double detector_mean(const struct parameter_value *detection, double sample_rate);

#endif
