/* Runs a kernel over a few columns, with any cuts.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_KERNEL_TAKE_H
#define STEMPRINT_TESTS_KERNEL_TAKE_H

#include "dsp/kernel/dynamics.h"
#include "dsp/kernel/filter.h"
#include "dsp/kernel/kernel.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TAKE_COLUMNS = KERNEL_WIDTH_MAXIMUM, TAKE_FRAMES = 3000, TAKE_SECTIONS = 12 };

enum signal {
	SIGNAL_NOISE, /**< full scale */
	SIGNAL_STEPS, /**< bursts from -120 to +20 dBFS, silence between */
	SIGNAL_SUBNORMAL, /**< 1e-308 and less */
	SIGNAL_LARGE, /**< up to 1e140 */
	SIGNAL_SILENCE, /**< zeros of both signs */
	SIGNAL_COUNT,
};

/** One run. All values are column by column; the rows of a kernel of width W are made when it runs. */
struct kernel_take {
	size_t columns; /**< columns in use; the other slots of a group are idle */
	size_t frames;
	size_t sections;
	double in[TAKE_COLUMNS][TAKE_FRAMES];
	double out[TAKE_COLUMNS][TAKE_FRAMES];
	double coefficients[TAKE_COLUMNS][TAKE_SECTIONS * BIQUAD_ROWS];
	double biquad_state[TAKE_COLUMNS][TAKE_SECTIONS * BIQUAD_STATE_ROWS];
	double parameters[TAKE_COLUMNS][GAIN_COMPUTER_ROWS];
	double gain_state[TAKE_COLUMNS][GAIN_COMPUTER_STATE_ROWS];
	double program_parameters[TAKE_COLUMNS][PROGRAM_COMPUTER_ROWS];
	double program_state[TAKE_COLUMNS][PROGRAM_COMPUTER_STATE_ROWS];
	double gate_parameters[TAKE_COLUMNS][GATE_COMPUTER_ROWS];
	double gate_state[TAKE_COLUMNS][GATE_COMPUTER_STATE_ROWS];
	double transient_parameters[TAKE_COLUMNS][TRANSIENT_COMPUTER_ROWS];
	double transient_state[TAKE_COLUMNS][TRANSIENT_COMPUTER_STATE_ROWS];
};

/** How a run is cut into blocks. */
enum { CUT_NONE = 0, CUT_RANDOM = -1 };

void kernel_take_signal(struct kernel_take *take, enum signal signal, uint64_t seed);

/** Fills the tables: stable filters with poles up to 0.9995 from the centre; compressors, gates and transient shapers
   of all kinds. With an even seed compressors and gates detect peaks only, and compressors have no dry signal. */
void kernel_take_settings(struct kernel_take *take, uint64_t seed);

/** These run the columns in groups of the kernel's width (of_few: three columns at a time; lone: one), each group in
    blocks of `cut` frames, from the state in the take. In place, `out` starts as a copy of `in` and is both. Afterwards
    `out` and the state are the results of the kernel. */
void kernel_take_biquads(struct kernel_take *take, const struct kernel *kernel, int cut, bool in_place);
void kernel_take_gain(struct kernel_take *take, const struct kernel *kernel, int cut, bool in_place);
void kernel_take_gain_of_few(struct kernel_take *take, const struct kernel *kernel, int cut, bool in_place);
void kernel_take_lone_gain(struct kernel_take *take, const struct kernel *kernel, int cut, bool in_place);
void kernel_take_program(struct kernel_take *take, const struct kernel *kernel, int cut, bool in_place);
void kernel_take_gate(struct kernel_take *take, const struct kernel *kernel, int cut, bool in_place);
void kernel_take_gate_of_few(struct kernel_take *take, const struct kernel *kernel, int cut, bool in_place);
void kernel_take_lone_gate(struct kernel_take *take, const struct kernel *kernel, int cut, bool in_place);
void kernel_take_transient(struct kernel_take *take, const struct kernel *kernel, int cut, bool in_place);

#endif
