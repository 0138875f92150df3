/* stemprint: sixteen delays that feed each other.
   SPDX-License-Identifier: GPL-3.0-or-later

   After Stautner and Puckette (Computer Music Journal, 1982) and Jot and Chaigne (AES 90, 1991). What comes out of the
   delays passes their absorption, is mixed by a Hadamard matrix, and goes back in with the input. Lengths are different
   primes; the order in which the mixture returns to the delays is shuffled. Without absorption the loop loses nothing.
 */
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
	NETWORK_LINES = ROTATE_COLUMNS,
	NETWORK_MODULATED = NETWORK_LINES / 2, /**< the first ones move */
	NETWORK_RUN = 128, /**< most frames of a run */
	NETWORK_SEGMENTS = NETWORK_RUN / DELAY_MODULATION_GRID + 2,
};

struct network_settings {
	double shortest, longest; /**< frames: the range of the delays */
	const struct absorption *absorption; /**< NULL: none; it rings for ever */
	double sample_rate;
	double depth; /**< frames by which delays move up and down; at most a third of `shortest` */
	double rate; /**< Hz, about, 0 to 3: the slowest is 0.7 of it, the fastest 1.3 */
	uint64_t key; /**< of the lengths */
	uint64_t motion_key; /**< of the phases and rates */
};

/** Shared by all networks that sound alike. */
struct network_design {
	size_t lengths[NETWORK_LINES];
	size_t run; /**< most frames of a run, 16 to NETWORK_RUN */
	bool moves;
	struct delay_modulation modulations[NETWORK_MODULATED];
	struct delay_modulation_table table;
	double *coefficients; /**< of the kernel's biquad_cascade(), for its width; NULL without absorption */
	const struct kernel *kernel;
};

/** shortest is at least 32 frames. False when out of memory. */
bool network_design_init(struct network_design *design, const struct network_settings *settings,
			 const struct kernel *kernel, struct arena *arena) MUST_CHECK;

/** The lengths alone. */
void network_lengths(size_t lengths[NETWORK_LINES], const struct network_settings *settings);

/** The delays' motion in one run, for all networks of a design. */
struct network_motion {
	size_t count; /**< segments */
	size_t frames[NETWORK_SEGMENTS];
	double start[NETWORK_SEGMENTS]; /**< the first frame of a segment, after its point of the grid */
	struct delay_modulation_segment segments[NETWORK_MODULATED][NETWORK_SEGMENTS];
};

/** For the run of that many frames from this one of the session. */
void network_motion_init(struct network_motion *motion, const struct network_design *design, int64_t session_frame,
			 size_t frames);

struct network {
	struct tapped_line lines[NETWORK_LINES];
	double *state;
	double *moved; /**< NETWORK_MODULATED x NETWORK_RUN frames; may be shared by networks that run one after another
			*/
};

/** At rest. `moved` NULL: of its own. False when out of memory. */
bool network_init(struct network *network, const struct network_design *design, struct arena *arena,
		  double *moved) MUST_CHECK;

void network_reset(struct network *network);

/** A run: out is what comes out of the delays, after the absorption; in goes into them. out overlaps nothing. */
void network_process(struct network *network, const struct network_design *design, const struct network_motion *motion,
		     const double *const in[NETWORK_LINES], double *const out[NETWORK_LINES], size_t frames);

#endif
