/* Turns levels into gains, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/dynamics.h"

/* The other files use the conversions of decibel_template.h, gate_template.h the rows of compressor_template.h;
   program_template.h and transient_template.h use ROWS_COMPUTER of rows_template.h. */
#include "dsp/kernel/decibel_template.h"

#include "dsp/kernel/compressor_template.h"
#include "dsp/kernel/release_template.h"

#include "dsp/kernel/gate_template.h"

#include "dsp/kernel/rows_template.h"

#include "dsp/kernel/program_template.h"
#include "dsp/kernel/transient_template.h"

static const struct dynamics_kernel dynamics_kernel = {
	.gain_computer = gain_computer,
	.moving_gain_computer = moving_gain_computer,
	.program_computer = program_computer,
	.release_computer = release_computer,
	.gate_computer = gate_computer,
	.moving_gate_computer = moving_gate_computer,
	.transient_computer = transient_computer,
};
