/* Runs sixteen delays that feed each other.
   SPDX-License-Identifier: GPL-3.0-or-later

   Stautner and Puckette (Computer Music Journal, 1982); Jot and Chaigne (AES 90, 1991). The outputs of the delays pass
   an absorption filter each, a Hadamard matrix mixes them, and they go back in with the input. The lengths are
   different primes, and the mixture returns to the delays in a shuffled order. Without absorption the loop loses no
   energy. */
#ifndef STEMPRINT_DSP_FEEDBACK_DELAY_NETWORK_H
#define STEMPRINT_DSP_FEEDBACK_DELAY_NETWORK_H

#include "base/arena.h"
#include "base/status.h"
#include "dsp/absorption.h"
#include "dsp/delay_modulation.h"
#include "dsp/kernel/delay.h"
#include "dsp/kernel/kernel.h"
#include "dsp/tapped_line.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	NETWORK_LINES = ROTATE_COLUMNS, /**< delays */
	NETWORK_MODULATED = NETWORK_LINES / 2, /**< delays that move: the first ones */
	NETWORK_RUN = 128, /**< most frames of a run */
	/** Frames from one column of a run to the next: an odd number of cache lines, so that the same frames of all
	   columns do not compete for one place in the cache. */
	NETWORK_COLUMN = NETWORK_RUN + 8,
	NETWORK_STRETCH = 8 * NETWORK_RUN, /**< most frames of a motion */
	NETWORK_POINTS = NETWORK_STRETCH / DELAY_MODULATION_GRID + 2, /**< most points of the grid of a motion */
};

/** The settings that a network is designed from. */
struct network_settings {
	double shortest, longest; /**< frames: the range of the delays */
	const struct absorption *absorption; /**< NULL: none, so that the network rings for ever */
	double sample_rate; /**< Hz */
	double depth; /**< frames by which delays move up and down; at most a third of `shortest` */
	double rate; /**< Hz, about, 0 to 3: the slowest is 0.7 of it, the fastest 1.3 */
	uint64_t key; /**< decides the lengths and their order */
	uint64_t motion_key; /**< decides the phases and rates */
};

/** The constants of a network; any number of networks may share them. */
struct network_design {
	size_t lengths[NETWORK_LINES]; /**< frames */
	size_t run; /**< most frames of a run, 16 to NETWORK_RUN */
	bool moves; /**< whether `depth` is above 0 */
	struct delay_modulation modulations[NETWORK_MODULATED]; /**< if it moves */
	struct delay_modulation_table table; /**< if it moves */
	size_t sections; /**< of the absorption of each delay; 0: there is none */
	double *coefficients; /**< for the kernel's biquad_cascade(), in its width; NULL without absorption */
	const struct kernel *kernel;
};

/** Designs a network in the arena. settings->shortest is at least 32 frames. Returns false when out of memory. */
bool network_design_init(struct network_design *design, const struct network_settings *settings,
			 const struct kernel *kernel, struct arena *arena) MUST_CHECK;

/** Computes only the lengths, in frames. */
void network_lengths(size_t lengths[NETWORK_LINES], const struct network_settings *settings);

/** How the delays move in a stretch of several runs, for all networks of a design. Zeros are a motion that knows no
    stretch yet. */
struct network_motion {
	size_t start; /**< frames from the first point to the start of the stretch */
	/** The points of the grid from the one at or before the stretch to the one at or behind its end. */
	struct delay_modulation_point points[NETWORK_MODULATED][NETWORK_POINTS];
	/** The index of the last point, and its number on the grid: mostly, the next stretch begins there. */
	size_t last;
	int64_t number;
	bool knows;
};

/** Computes the motion of the stretch of `frames` frames, at most NETWORK_STRETCH, from session_frame on. A motion
    serves one design. */
void network_motion_move(struct network_motion *motion, const struct network_design *design, int64_t session_frame,
			 size_t frames);

/** The memory of one network. */
struct network {
	struct tapped_line lines[NETWORK_LINES];
	double *state; /**< of the absorption filters */
	double *moved; /**< scratch, NETWORK_MODULATED x NETWORK_COLUMN frames; networks in turn may share it */
};

/** Makes a network at rest. `moved` NULL: it gets scratch memory of its own. Returns false when out of memory. */
bool network_init(struct network *network, const struct network_design *design, struct arena *arena,
		  double *moved) MUST_CHECK;

/** Brings the network to rest. */
void network_reset(struct network *network);

/** Runs `frames` frames, at most design->run, which begin `offset` frames after the start of the motion: writes the
    outputs of the delays, after the absorption, to `out`, and feeds `in` into the delays. out overlaps nothing. */
void network_process(struct network *network, const struct network_design *design, const struct network_motion *motion,
		     size_t offset, const double *const in[NETWORK_LINES], double *const out[NETWORK_LINES],
		     size_t frames);

#endif
