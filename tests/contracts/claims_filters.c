/* Claims what the parameters of filters do.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "contracts/claim.h"

/* clang-format off */
#define BANDS(name) \
	CLAIM_AT(200.0, name, "bands.type", "lowpass", "highpass", "bands.freq=1000", IMPULSE, LEVEL_AT, FALLS, 27.0), \
	CLAIM_AT(200.0, name, "bands.type", "highshelf", "lowshelf", "bands.freq=1000 bands.gain=6", IMPULSE, LEVEL_AT, RISES, 5.5), \
	CLAIM_AT(1000.0, name, "bands.type", "notch", "bandpass", "bands.freq=1000 bands.q=4", IMPULSE, LEVEL_AT, RISES, 35.0), \
	CLAIM_AT(1000.0, name, "bands.type", "tilt", "bell", "bands.freq=1000 bands.gain=6", IMPULSE, LEVEL_AT, RISES, 5.9), \
	CLAIM_AT(8000.0, name, "bands.type", "bell", "tilt", "bands.freq=1000 bands.gain=6", IMPULSE, LEVEL_AT, RISES, 2.0), \
	CLAIM_AT(4000.0, name, "bands.freq", "1000", "4000", "bands.type=lowpass", IMPULSE, LEVEL_AT, RISES, 20.0), \
	CLAIM_AT(1000.0, name, "bands.freq", "1000", "4000", "bands.type=highpass", IMPULSE, LEVEL_AT, FALLS, 20.0), \
	CLAIM_AT(1000.0, name, "bands.gain", "-6", "6", "bands.type=bell bands.freq=1000", IMPULSE, LEVEL_AT, RISES, 11.9), \
	CLAIM_AT(60.0, name, "bands.gain", "-6", "6", "bands.type=lowshelf bands.freq=1000", IMPULSE, LEVEL_AT, RISES, 11.9), \
	CLAIM_AT(2000.0, name, "bands.q", "1", "8", "bands.type=bell bands.freq=1000 bands.gain=6", IMPULSE, LEVEL_AT, FALLS, 1.8), \
	CLAIM_AT(1000.0, name, "bands.q", "0.7", "4", "bands.type=highpass bands.freq=1000", IMPULSE, LEVEL_AT, RISES, 15.0), \
	CLAIM_AT(250.0, name, "bands.slope", "12", "48", "bands.type=highpass bands.freq=1000", IMPULSE, LEVEL_AT, FALLS, 71.0)

const struct claim claims_filters[] = {
	BANDS("eq"),
	BANDS("linear-phase-eq"),
	CLAIM("linear-phase-eq", "bands.freq", "2000", "100", "bands.type=bell bands.gain=6", IMPULSE, LATENCY, RISES, 1000.0),
	CLAIM("linear-phase-eq", "length", "0.01", "0.1", "bands.type=notch bands.freq=100 bands.q=8", IMPULSE, LATENCY, RISES, 4319.0),
	CLAIM_AT(100.0, "linear-phase-eq", "length", "0.01", "0.1", "bands.type=notch bands.freq=100", IMPULSE, LEVEL_AT, FALLS, 3.0),

	CLAIM_AT(100.0, "de-hum", "freq", "60", "50", "bandwidth=10", IMPULSE, LEVEL_AT, FALLS, 50.0),
	CLAIM_AT(500.0, "de-hum", "highest", "400", "1000", "bandwidth=10", IMPULSE, LEVEL_AT, FALLS, 50.0),
	CLAIM_AT(152.0, "de-hum", "bandwidth", "1", "10", "", IMPULSE, LEVEL_AT, FALLS, 7.0),
	CLAIM_AT(150.0, "de-hum", "depth", "6", "40", "bandwidth=10", IMPULSE, LEVEL_AT, FALLS, 33.9),

	CLAIM("de-click", "threshold", "60", "20", "", CLICKS, CHANGE, RISES, 100.0),
	CLAIM("de-click", "longest", "0.0001", "0.001", "", CLICKS, CHANGE, RISES, 100.0),

	CLAIM_WITHIN(0.6, 1.0, "de-noise", "reduction", "0", "20", "lookahead=0.2", NOISE, LEVEL, FALLS, 10.0),
	CLAIM_WITHIN(0.6, 1.0, "de-noise", "sensitivity", "-12", "6", "lookahead=0.2", NOISE, LEVEL, FALLS, 6.0),
	CLAIM_WITHIN(0.6, 1.0, "de-noise", "smoothing", "0", "0.98", "lookahead=0.2", NOISE, LEVEL, FALLS, 1.0),
	CLAIM("de-noise", "lookahead", "0", "0.5", "", TONE, LATENCY, RISES, 23500.0),
	CLAIM_WITHIN(0.6, 1.0, "de-noise", "profile", "none", "long", "lookahead=0.2", NOISE, CHANGE, MOVES, 1.0),
	CLAIM_WITHIN(0.6, 1.0, "de-noise", "from", "0", "0.1", "profile=long", NOISE, LEVEL, RISES, 1.0),
	CLAIM_WITHIN(0.6, 1.0, "de-noise", "to", "0.02", "0.15", "profile=long", NOISE, LEVEL, RISES, 1.0),
	{ 0 },
};
