/* Declares the contract of a processor.
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

/** The stem law says what a processor does with the lanes of a signal. */
enum stem_law {
	STEM_LAW_LINEAR, /**< every group is treated alike, each with its own state */
	STEM_LAW_GAIN, /**< gains, made from the whole or the key alone, multiply every group: one for all of its
			    sound, one for each band, or the weights of a filter */
	STEM_LAW_OPAQUE, /**< any other law: every group is treated alike, each with its own state, but the outputs do
			    not add up. Where stems meet, the processor hears the whole alone, and the recipe says what
			    the stems get (enum stem_policy, recipe.h) */
};

/** What engineers use a processor for. It decides which warnings a recipe gets (graph/lint.h), and changes nothing that
    is rendered. */
enum processor_use {
	PROCESSOR_USE_OTHER, /**< the sound is changed: an equaliser, a compressor, saturation */
	PROCESSOR_USE_LEVEL, /**< the dry sound comes out; only its level, its pan or its polarity changes */
	PROCESSOR_USE_EFFECT, /**< an echo, a modulation, a response; the parameter `mix` says how much of the dry sound
				 is left */
	PROCESSOR_USE_REVERB, /**< a room, with the same parameter `mix` */
	PROCESSOR_USE_CEILING, /**< it holds a ceiling; every gain behind it moves that ceiling */
};

/** What is known of an instance before anything is allocated. */
struct processor_context {
	double sample_rate; /**< Hz */
	size_t channels; /**< channels of the input, 1 to 16 */
	size_t key_channels; /**< channels of the key; 0 without a key */
	/** The file that the parameter of type FILE names; NULL without one. The caller owns it. */
	const struct recording *recording;
	uint64_t seed; /**< seed of all that is random in the instance. It is made of the session's seed, the name of
			  the strip and the index of the insert, so that it is the same in every render */
	/** Nothing will be rendered: a shape's tail and gap may stay 0 where they take long to work out. */
	bool checking;
	size_t late; /**< frames by which the input and the key are late against the session. A modulation has its phase
			of session frame 0 in frame `late` of the batch. batch_new() knows it, shape() does not */
	uint64_t loop; /**< the session begins anew after so many frames, again and again; 0: it plays once. Only
			  batch_new() knows it */
};

/** What the graph must know of an instance. */
struct processor_shape {
	size_t channels; /**< channels of the output: at least as many as come in, or 1 */
	size_t latency; /**< exact number of frames by which the output is late; with linear phase it reaches to the
			   centre of symmetry */
	size_t early; /**< frames before `latency` at which a response may begin (pre-ringing): 0 for all that is
			 causal, and at most `latency` */
	double tail_seconds; /**< from the end of the input until the output is 120 dB under full scale; INFINITY if it
				never is */
	double gap_seconds; /**< the longest silence inside the response: from a sound to its first echo (a delay or
			       predelay that is meant, not `latency`), or between two echoes; 0 for filters */
	bool channels_apart; /**< there are as many outputs as inputs, and each hears the input of its index alone, in
				its own group: process_column() may process them one by one */
	bool groups_apart; /**< only with the law LINEAR: a group has the same bits, and costs as much, by itself as
			      beside others: workers may take the groups of an instance as instances of their own */
};

/** One instance of a batch. The column pointers stay the same for the whole render; process() is told where in them the
    frames of a block begin. out[i] is in[i], or overlaps no column of the batch. Key columns are only read, and never
    among `out`. */
struct processor_instance {
	const struct parameter_value *values;
	/** The least and the greatest value that each parameter takes while the processor runs, where automation moves
	    any of them: then retune() may be called for this instance, and the shape is that of the whole range
	    (parameter_range.h). Both NULL: all values stay. */
	const struct parameter_value *least, *greatest;
	struct processor_context context;
	struct processor_shape shape;
	size_t groups; /**< 1 (the whole alone) or more */
	const double *const *in; /**< in[group * context.channels + channel] */
	double *const *out; /**< out[group * shape.channels + channel] */
	const double *const *key; /**< key[channel], aligned in time with `in`; NULL without a key */
};

/** Says whether a group is the last one of three or more: process_column() makes it of the others. */
static inline bool processor_group_is_left_over(size_t group, size_t groups)
{
	return group > 1 && group + 1 == groups;
}

/** How the output of a chain goes into the sum behind a fork. */
enum fork_join {
	FORK_JOIN_STRAIGHT, /**< each channel goes to the same channel */
	FORK_JOIN_MID, /**< one channel goes to left and right */
	FORK_JOIN_SIDE, /**< one channel goes to left, and inverted to right */
};

/** One of the ways that a signal takes through a fork. */
struct fork_chain {
	const char *name; /**< the name for taps; NULL without one */
	const struct processor *head; /**< the chain begins with this processor; NULL: with the signal as it is */
	const struct parameter_value *values; /**< the values of the head */
	const struct recipe_inserts *inserts; /**< the inserts behind the head; NULL: none */
	enum fork_join join;
	double gain; /**< the linear gain into the sum */
};

/** A fork is a processor that is a piece of graph: it lets chains of other processors run side by side and sums their
    outputs, aligned in time. */
struct fork {
	const char *name; /**< the name of the rack for taps; NULL: the processor's name */
	struct fork_chain *chains; /**< summed in this order */
	size_t count; /**< 1 or more */
};

/** What was measured of a signal over the whole program. A value is NAN where there is nothing to measure. */
struct measurement {
	double integrated_lufs;
	double true_peak_dbtp;
	double sample_peak_dbfs;
};

/** Writes gains[channel] for each output channel: the linear factor by which it is the input channel of the same index,
    or the only one. */
typedef void processor_scale(const struct parameter_value *values, const struct processor_context *context,
			     double *gains);

struct automated_use;

struct processor {
	const char *name; /**< the name in recipes */
	const char *summary; /**< one line, lower case */
	const char *description; /**< one or more paragraphs for the reference: what it does, definitions, formulas and
				    their sources */
	enum stem_law law;
	bool steady; /**< only with the law LINEAR: nothing in it moves but its parameters, so that an impulse always
			gets the same response; default false */
	bool dynamics; /**< only with the law GAIN: it turns the level by a gain that follows the level, which reports
			  tell over time; default false */
	enum processor_use use; /**< default OTHER */
	const struct automated_use *automated; /**< what it does, where strips and sends make it (automated_batch.h) */
	const struct parameter *parameters;
	size_t parameter_count;
	/** The index of the parameter that a recipe may give alone (`gain: -3 dB`), or -1. */
	int shorthand;

	/** Fills *shape, which comes in with the channels of the input, no latency and no tail; NULL means that this is
	    right. Returns false for values that do not go together, or not with this context. Then *problem is a
	    message for the user (static or from the arena; lower case, remedy last), and *at stays or becomes the
	    location of the value to blame (a value's `at`). */
	bool (*shape)(const struct parameter_value *values, const struct processor_context *context,
		      struct arena *arena, struct processor_shape *shape, const char **problem, struct location *at);

	/** Makes the chains of a fork from the values, in the arena; a fork has neither shape nor batch. Returns false
	    for values that do not go together, with *problem and *at as in shape(), and with a *problem of NULL when
	    out of memory. NULL for all that are no forks. */
	bool (*fork)(const struct parameter_value *values, struct arena *arena, struct fork *fork, const char **problem,
		     struct location *at);

	/** The processor passes every bit and has no batch: the caller measures the signal at this point (graph.h,
	    PRINT_METER). */
	bool listens;

	/** The sound leaves in a file and comes back in another one. The processor has no batch: the graph makes a
	    source of what comes back (graph/hardware_loop.h). */
	bool loops;

	/** Only for a processor that listens and wants a gain: returns by how many dB the measurement misses the
	    target; NAN: there was nothing to measure. A pass that measures comes before the pass that prints. NULL for
	    all others. */
	double (*trim)(const struct parameter_value *values, const struct measurement *measured);

	/** Only for a processor that holds a level which its output never passes: returns that level in dB. *of_samples
	    says that it holds for the samples alone, not for the true peak. NAN: these values hold no level. NULL for
	    all others. */
	double (*ceiling)(const struct parameter_value *values, bool *of_samples);

	/** Returns the gain at rest, linear and above 0. For the law GAIN it is the gain without any reduction (makeup,
	    a mix with the dry signal). For the law OPAQUE it is the gain of the linear part, which is the signal times
	    this gain, late by the latency: what happens to soft signals. NULL: the gain is 1. */
	double (*resting_gain)(const struct parameter_value *values);

	/** Only for a processor that just multiplies each channel by a constant. A sum behind it takes the factor into
	    its own gains; where its output is used by itself, the batch multiplies. NULL for all others. */
	processor_scale *scale;

	/** Makes the state of a batch for blocks of at most `frames_maximum` frames, at rest. All memory comes from the
	    arena, which outlives the batch. The batch may keep pointers to the instances, which live as long. Returns
	    NULL when out of memory. */
	void *(*batch_new)(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
			   size_t count, size_t frames_maximum);

	/** Processes one block of 1 to frames_maximum frames, which begin at index `start` of all columns, without an
	    allocation, a lock or a system call. The output bits do not depend on `start`, on the block size, on the
	    other instances of the batch, on the kernel's width, or (for group 0) on the number of groups. */
	void (*process)(void *batch, size_t start, size_t frames);

	/** Processes one block of one channel of one group, of all instances that have the group. All instances of the
	    batch must have equally many channels, all of them apart. Called for every group and channel it does the
	    same as process(). Of three groups and more the last one of an instance is what the others leave of the
	    whole: it comes after the others of its channel. All else comes in any order, or at the same time. NULL
	    where channels are never apart. */
	void (*process_column)(void *batch, size_t group, size_t channel, size_t start, size_t frames);

	/** Moves one instance, which has a range (struct processor_instance), to other values of its automatable
	    parameters. It is called between blocks, where a frame of the session that is a multiple of
	    AUTOMATION_GRID_FRAMES (dsp/ramp.h) comes next; frames of the batch are `late` against the session, and all
	    instances with a range are equally late. `values` are those of the next such frame: on the way to it, frame
	   i of the grid has (1 - i / 32) of the values before and i / 32 of these, in the scale that the processor's
	   description names. Without another call they stay. A value that moves counts as given; it lies within its
	   range, and all others are as they were. The values are only read during the call. The lanes of an instance
	   move with its whole, and no other instance changes by a bit. Nothing is allocated. NULL where no parameter is
	   automatable. */
	void (*retune)(void *batch, size_t instance, const struct parameter_value *values);

	/** Says whether retune_ahead() may be called for an instance that has a range. NULL: for none. */
	bool (*retunes_ahead)(const struct processor_instance *instance);

	/** Does what retune() does, `ahead` frames behind the next one: within the frames of the next process(), and
	    less than 256. Calls for one instance come in the order of their frames, and the points of the grid are
	    those of all instances. */
	void (*retune_ahead)(void *batch, size_t instance, size_t ahead, const struct parameter_value *values);

	/** Puts the batch back to rest, as batch_new() left it. */
	void (*reset)(void *batch);
};

#endif
