/* Claims what the parameters of delays, reverbs and convolutions do.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "contracts/claim.h"

/* clang-format off */
const struct claim claims_spaces[] = {
	CLAIM("delay", "time", "0.1", "0.25", "", IMPULSE, ARRIVAL, RISES, 0.1499),
	CLAIM("delay", "time_right", "0.1", "0.3", "time=0.1", IMPULSE, CENTRE, RISES, 0.099),
	CLAIM("delay", "feedback", "0", "0.8", "time=0.1", IMPULSE, CENTRE, RISES, 0.1),
	CLAIM("delay", "feedback", "0", "0.8", "time=0.1", IMPULSE, TAIL, RISES, 3.0),
	CLAIM("delay", "feedback", "-0.8", "0.8", "time=0.1", OFFSET, MEAN, RISES, 0.5),
	CLAIM_AT(10000.0, "delay", "damping", "500", "10000", "time=0.05 feedback=0.7", NOISE, LEVEL_AT, RISES, 1.0),
	CLAIM_AT(100.0, "delay", "low_cut", "20", "1000", "time=0.05 feedback=0.7", IMPULSE, LEVEL_AT, FALLS, 2.0),
	CLAIM_WITHIN(0.0, 0.15, "delay", "mode", "straight", "ping-pong", "time=0.1 feedback=0.5", IMPULSE, LEFT, RISES, 200.0),
	CLAIM("delay", "mix", "0", "1", "time=0.1", NOISE, CHANGE, RISES, 300.0),

	CLAIM("convolver", "file", "short", "long", "", IMPULSE, TAIL, RISES, 0.168),
	CLAIM("convolver", "predelay", "0", "0.1", "file=short", IMPULSE, ARRIVAL, RISES, 0.0999),
	CLAIM("convolver", "start", "0", "0.05", "file=long", IMPULSE, TAIL, FALLS, 0.0499),
	CLAIM("convolver", "start", "0", "0.05", "file=long", IMPULSE, LEVEL, FALLS, 3.0),
	CLAIM("convolver", "length", "0.02", "0.1", "file=long", IMPULSE, TAIL, RISES, 0.0799),
	/* The output is late by 2048 frames. */
	CLAIM_WITHIN(0.143, 0.195, "convolver", "fade", "0", "0.1", "file=long length=0.15", IMPULSE, LEVEL, FALLS, 3.0),
	CLAIM("convolver", "normalise", "none", "energy", "file=long", NOISE, LEVEL, FALLS, 6.0),
	CLAIM("convolver", "gain", "-12", "6", "file=short", NOISE, LEVEL, RISES, 17.99),
	CLAIM("convolver", "mix", "0", "1", "file=long", NOISE, CHANGE, RISES, 300.0),

	CLAIM("reverb", "type", "room", "hall", "", IMPULSE, CENTRE, RISES, 0.1),
	CLAIM("reverb", "type", "room", "plate", "", IMPULSE, CENTRE, RISES, 0.05),
	CLAIM("reverb", "type", "gated", "reverse", "decay=0.5", IMPULSE, CENTRE, RISES, 0.1),
	CLAIM("reverb", "type", "gated", "spring", "", IMPULSE, CENTRE, RISES, 0.05),
	CLAIM("reverb", "decay", "0.5", "2", "", IMPULSE, CENTRE, RISES, 0.09),
	CLAIM("reverb", "decay", "0.5", "2", "", IMPULSE, TAIL, RISES, 2.9),
	CLAIM("reverb", "predelay", "0.01", "0.1", "", IMPULSE, ARRIVAL, RISES, 0.0899),
	CLAIM_WITHIN(0.0, 0.08, "reverb", "size", "0.5", "2", "type=room", IMPULSE, CENTRE, RISES, 0.003),
	CLAIM("reverb", "diffusion", "0", "1", "type=room early=-inf", IMPULSE, PEAK, FALLS, 3.0),
	CLAIM_WITHIN(0.0, 0.1, "reverb", "early", "-20", "6", "type=hall", IMPULSE, LEVEL, RISES, 6.0),
	CLAIM_AT_WITHIN(60.0, 0.5, 1.0, "reverb", "low_decay", "0.25", "2", "decay=1 highpass=0", IMPULSE, LEVEL_AT, RISES, 12.0),
	CLAIM_AT_WITHIN(300.0, 0.5, 1.0, "reverb", "low_crossover", "60", "900", "decay=1 low_decay=3", IMPULSE, LEVEL_AT, RISES, 3.0),
	CLAIM_AT_WITHIN(10000.0, 0.3, 1.0, "reverb", "high_decay", "0.1", "1", "decay=1", IMPULSE, LEVEL_AT, RISES, 12.0),
	CLAIM_AT_WITHIN(4000.0, 0.5, 1.0, "reverb", "high_crossover", "1000", "12000", "decay=1 high_decay=0.2", IMPULSE, LEVEL_AT, RISES, 6.0),
	CLAIM_AT_WITHIN(1000.0, 0.5, 1.0, "reverb", "modulation", "0", "1", "decay=0.3", TONE, DISTORTION, RISES, 20.0),
	CLAIM_AT_WITHIN(1000.0, 0.5, 1.0, "reverb", "modulation_rate", "0.1", "3", "decay=0.3 modulation=1", TONE, DISTORTION, MOVES, 0.5),
	CLAIM_AT(60.0, "reverb", "highpass", "0", "500", "", IMPULSE, LEVEL_AT, FALLS, 20.0),
	CLAIM_AT(8000.0, "reverb", "lowpass", "2000", "16000", "", IMPULSE, LEVEL_AT, RISES, 15.0),
	CLAIM("reverb", "width", "0", "1", "", MONO_NOISE, WIDTH, RISES, 200.0),
	CLAIM("reverb", "level", "-12", "6", "", NOISE, LEVEL, RISES, 17.9),
	CLAIM("reverb", "mix", "0", "1", "", NOISE, CHANGE, RISES, 300.0),
	{ 0 },
};
