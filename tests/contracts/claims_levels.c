/* Claims what the parameters of levels, sides and pans do.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "contracts/claim.h"

/* clang-format off */
#define BAND(name) \
	CLAIM_AT(200.0, name, "number", "1", "2", "crossovers.freq=1000", IMPULSE, LEVEL_AT, FALLS, 40.0), \
	CLAIM_AT(2000.0, name, "slope", "24", "48", "crossovers.freq=1000", IMPULSE, LEVEL_AT, FALLS, 20.0), \
	CLAIM_AT(2000.0, name, "crossovers.freq", "500", "4000", "", IMPULSE, LEVEL_AT, RISES, 40.0)

const struct claim claims_levels[] = {
	CLAIM("gain", "gain", "-12", "6", "", NOISE, LEVEL, RISES, 17.99),
	CLAIM("polarity", "channels", "all", "left", "", MONO_NOISE, LIKENESS, FALLS, 1.99),
	CLAIM("polarity", "channels", "right", "all", "", MONO_NOISE, LIKENESS, RISES, 1.99),
	CLAIM("polarity", "channels", "left", "right", "", OFFSET, LEFT, FALLS, -1e-9),
	CLAIM("pan", "position", "-0.5", "0.5", "", TONE, LEFT, FALLS, 15.0),
	CLAIM("pan", "law", "-6_dB", "-3_dB", "", TONE, LEVEL, RISES, 3.0),
	CLAIM("pan", "law", "-3_dB", "0_dB", "", TONE, LEVEL, RISES, 3.0),
	CLAIM("pan", "law", "-6_dB", "-4.5_dB", "", TONE, LEVEL, RISES, 1.5),
	CLAIM("dual-pan", "left", "-0.5", "0.5", "", LEFT_NOISE, LEFT, FALLS, 15.0),
	CLAIM("dual-pan", "right", "0.5", "1", "left=-1", NOISE, LEFT, FALLS, 1.0),
	CLAIM("dual-pan", "law", "-6_dB", "-3_dB", "left=0 right=0", NOISE, LEVEL, RISES, 3.0),
	CLAIM("dual-pan", "law", "-4.5_dB", "0_dB", "left=0 right=0", NOISE, LEVEL, RISES, 4.5),
	CLAIM("balance", "position", "-0.5", "0.5", "", NOISE, LEFT, FALLS, 12.0),
	CLAIM("width", "width", "0.5", "2", "", NOISE, WIDTH, RISES, 12.0),
	CLAIM("mid-side", "mode", "adjust", "encode", "", MONO_NOISE, LEFT, RISES, 200.0),
	CLAIM("mid-side", "mode", "adjust", "decode", "", LEFT_NOISE, LEFT, FALLS, 200.0),
	CLAIM("mid-side", "mid", "-6", "6", "", NOISE, WIDTH, FALLS, 11.99),
	CLAIM("mid-side", "side", "-6", "6", "", NOISE, WIDTH, RISES, 11.99),
	CLAIM("mono", "of", "side", "sum", "", MONO_NOISE, LEVEL, RISES, 200.0),
	CLAIM("mono", "of", "sum", "left", "", LEFT_NOISE, LEVEL, RISES, 6.0),
	CLAIM("mono", "of", "right", "mid", "", LEFT_NOISE, LEVEL, RISES, 200.0),
	CLAIM("dc-filter", "freq", "2", "20", "", IMPULSE, TAIL, FALLS, 0.5),
	CLAIM_AT(20.0, "dc-filter", "freq", "5", "20", "", IMPULSE, LEVEL_AT, FALLS, 2.7),
	CLAIM_AT(20.0, "dc-filter", "slope", "6", "12", "freq=40", IMPULSE, LEVEL_AT, FALLS, 5.0),
	BAND("band"),
	BAND("linear-phase-band"),
	{ 0 },
};
