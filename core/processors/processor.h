/* stemprint: the contract of a processor.
   SPDX-License-Identifier: GPL-3.0-or-later

   To add one: write one file that defines a `const struct processor`, and add one line to registry.c.

   A processor does not see strips or the graph. It is given a batch: all instances of its type that are ready at one
   point of the plan, over all strips. Each instance carries `groups` signals of the same shape: group 0 is the whole,
   the others are lanes, one a stem. What it does with them is its stem law. */
#ifndef STEMPRINT_PROCESSORS_PROCESSOR_H
#define STEMPRINT_PROCESSORS_PROCESSOR_H

#include "base/arena.h"
#include "base/status.h"
#include "dsp/kernel/kernel.h"
#include "processors/parameter.h"
#include "processors/recording.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum stem_law {
	STEM_LAW_LINEAR, /**< every group is treated alike, each with its own state */
	STEM_LAW_GAIN, /**< one gain, from the whole or the key alone, multiplies every group */
	STEM_LAW_OPAQUE, /**< all else: every group is treated alike, each with its own state, and what comes out does
			    not add up. Where stems meet it hears the whole alone, and the recipe says what the stems
			    get (enum stem_policy, recipe.h) */
};

/** What engineers use a processor for. The warnings of a recipe go by it (graph/lint.h); nothing that is rendered does.
 */
enum processor_use {
	PROCESSOR_USE_OTHER, /**< the sound that comes out is another one: an equaliser, a compressor, saturation */
	PROCESSOR_USE_LEVEL, /**< the dry sound comes out; only its level, its place or its polarity change */
	PROCESSOR_USE_EFFECT, /**< an echo, a modulation, a response; its parameter `mix` says how much of the dry sound
				 is left */
	PROCESSOR_USE_REVERB, /**< the same of a room */
	PROCESSOR_USE_CEILING, /**< it holds a ceiling, which every gain behind it moves */
};

/** What is known of an instance before anything is allocated. */
struct processor_context {
	double sample_rate;
	size_t channels; /**< of the signal that comes in: 1 to 16 */
	size_t key_channels; /**< of the key; 0 without a key */
	const struct recording *recording; /**< what its parameter of type FILE names; NULL without */
	uint64_t seed; /**< of whatever is random in it: from the session's seed, the strip's name and the insert's
			  place, so that it is the same in every render */
	bool checking; /**< nothing will be rendered: a shape's tail and gap may stay at 0 where they take time to work
			  out */
	size_t late; /**< frames by which what comes in (and the key) is late against the session: what moves by itself
			is at phase p(0) in frame `late` of the batch. Known to batch_new(), not to shape() */
};

/** What the graph must know of an instance. */
struct processor_shape {
	size_t channels; /**< of the signal that goes out; never fewer than come in, unless 1 */
	size_t latency; /**< frames by which what goes out is late; exact. Of linear phase: the centre of symmetry */
	size_t early; /**< frames before that at which a response may begin: pre-ringing; 0 for all that is causal, at
			 most `latency` */
	double tail_seconds; /**< after the input ends, until what rings is 120 dB under full scale; INFINITY if it
				never does */
	double gap_seconds; /**< the longest silence inside what rings: from a sound to its first echo (delay, predelay:
			       what comes out later than `latency` on purpose) or between two; 0 for filters */
	bool channels_apart; /**< as many channels go out as come in, and each hears the one of its index alone, in any
				group: process_channel() takes them one by one */
};

/** One instance of a batch. The column pointers stay the same for the whole render; frames start at index 0 of each
   block. out[i] is in[i], or overlaps no column of the batch. Key columns are read only and never among `out`. */
struct processor_instance {
	const struct parameter_value *values;
	struct processor_context context;
	struct processor_shape shape;
	size_t groups; /**< 1 (the whole alone) and more */
	const double *const *in; /**< in[group * context.channels + channel] */
	double *const *out; /**< out[group * shape.channels + channel] */
	const double *const *key; /**< key[channel], aligned in time with `in`; NULL without a key */
};

/** How what comes out of a chain goes into the sum behind a fork. */
enum fork_join {
	FORK_JOIN_STRAIGHT, /**< channel to channel */
	FORK_JOIN_MID, /**< one channel into left and right */
	FORK_JOIN_SIDE, /**< one channel into left, and inverted into right */
};

/** One of the ways that a signal takes through a fork. */
struct fork_chain {
	const char *name; /**< for taps; NULL without */
	const struct processor *head; /**< what the chain begins with; NULL: the signal as it is */
	const struct parameter_value *values; /**< of the head */
	const struct recipe_inserts *inserts; /**< what follows; may be NULL */
	enum fork_join join;
	double gain; /**< linear, into the sum */
};

/** A processor that is a piece of graph: it lets chains of others run side by side and sums what comes out of them,
   aligned in time. */
struct fork {
	const char *name; /**< of the rack, for taps; NULL: the processor's */
	struct fork_chain *chains; /**< summed in this order */
	size_t count; /**< 1 and more */
};

/** What was measured of a signal over the whole program; NAN where it is not there. */
struct measurement {
	double integrated_lufs;
	double true_peak_dbtp;
	double sample_peak_dbfs;
};

/** gains[channel], linear, for each channel that goes out: how often it holds the same channel that comes in, or the
   only one. */
typedef void processor_scale(const struct parameter_value *values, const struct processor_context *context,
			     double *gains);

struct processor {
	const char *name; /**< as recipes write it */
	const char *summary; /**< one line */
	const char *description; /**< a paragraph or more for the reference: what it does, definitions, formulas and
				    their source */
	enum stem_law law;
	enum processor_use use; /**< default OTHER */
	const struct parameter *parameters;
	size_t parameter_count;
	/** The parameter that a recipe may give alone (`gain: -3 dB`), or -1. */
	int shorthand;

	/** Fills *shape, which comes in as: same channels, no latency, no tail. NULL: that is right. On values that do
	   not go together, or with this context, returns false: *problem is a message for the user (static, or from the
	   arena; lower case, remedy last) and *at stays, or becomes the position of the value to blame (a value's
	   `at`). */
	bool (*shape)(const struct parameter_value *values, const struct processor_context *context,
		      struct arena *arena, struct processor_shape *shape, const char **problem, struct location *at);

	/** A fork alone, which has neither shape nor batch: its chains, from the values, in the arena. On values that
	   do not go together false, with *problem and *at as in shape(); *problem NULL: out of memory. NULL for all
	   others. */
	bool (*fork)(const struct parameter_value *values, struct arena *arena, struct fork *fork, const char **problem,
		     struct location *at);

	/** Passes every bit and is no more than a place: whoever renders measures what is there (graph.h, PRINT_METER).
	   It has no batch. */
	bool listens;

	/** Of a place that listens and wants a gain: by how many dB what was measured there misses its target. NAN:
	   nothing there to go by. A pass that measures comes before the one that prints. NULL for all others. */
	double (*trim)(const struct parameter_value *values, const struct measurement *measured);

	/** Of a processor that holds a level which nothing behind it passes: that level, in dB; *of_samples: it holds
	   for the samples alone, not for the true peak. NAN: these values hold none. NULL for all others. */
	double (*ceiling)(const struct parameter_value *values, bool *of_samples);

	/** A processor of the law GAIN whose gain at rest is not 1 (makeup, a mix with the dry signal): that gain,
	   linear, above 0. A reduction counts from there. Of the law OPAQUE: that of its linear part, which is the
	   signal times this gain, late by the latency: what it does to soft signals. NULL: 1. */
	double (*resting_gain)(const struct parameter_value *values);

	/** Of a processor that does no more than multiply each channel by a constant. A sum behind it takes that into
	   its own gains; wherever its output is asked for by itself the batch does the same. NULL for all others. */
	processor_scale *scale;

	/** Makes the state of a batch for blocks of at most `frames_maximum` frames, at rest. All memory from the
	   arena, which outlives the batch; pointers to the instances may be kept, they live as long. NULL when out of
	   memory. */
	void *(*batch_new)(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
			   size_t count, size_t frames_maximum);

	/** Processes one block of 1 to frames_maximum frames. No allocation, lock, system call. The bits that come out
	   do not depend on how frames are cut into blocks, nor on what else is in the batch, nor on the kernel's width,
	   nor (for group 0) on the number of groups. */
	void (*process)(void *batch, size_t frames);

	/** One block of one channel, of all groups of all instances, in a batch of which all instances have as many
	   channels, all of them apart. Done for every channel, in any order or at the same time, it is the same as
	   process(). NULL where channels are never apart. */
	void (*process_channel)(void *batch, size_t channel, size_t frames);

	/** Back to rest, as batch_new() left it. */
	void (*reset)(void *batch);
};

#endif
