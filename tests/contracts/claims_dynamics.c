/* stemprint tests: what processors that follow the level are said to do.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "contracts/claim.h"

/* clang-format off */
const struct claim claims_dynamics[] = {
	/* The peak of the tone lies at -6 dB: 20 dB over the threshold, 15 dB less come out at ratio 4. */
	CLAIM_WITHIN(0.3, 0.5, "compressor", "threshold", "-26", "-6", "knee=0", STEP, LEVEL, RISES, 12.0),
	CLAIM_WITHIN(0.3, 0.5, "compressor", "ratio", "2", "20", "threshold=-26 knee=0", STEP, LEVEL, FALLS, 7.0),
	CLAIM_WITHIN(0.3, 0.5, "compressor", "knee", "0", "24", "threshold=-6", STEP, LEVEL, FALLS, 1.5),
	CLAIM_WITHIN(0.2, 0.25, "compressor", "attack", "0.001", "0.1", "threshold=-26", STEP, LEVEL, RISES, 6.0),
	CLAIM_WITHIN(0.5, 1.0, "compressor", "release", "0.02", "1", "threshold=-26", STEP, LEVEL, FALLS, 6.0),
	CLAIM("compressor", "lookahead", "0", "0.01", "", STEP, LATENCY, RISES, 480.0),
	CLAIM_WITHIN(0.2, 0.24, "compressor", "lookahead", "0", "0.01", "threshold=-26 attack=0.005", STEP, PEAK, FALLS, 6.0),
	CLAIM("compressor", "makeup", "0", "12", "threshold=-26", STEP, LEVEL, RISES, 11.99),
	CLAIM("compressor", "mix", "0", "1", "threshold=-26", STEP, CHANGE, RISES, 300.0),
	CLAIM_WITHIN(0.3, 0.5, "compressor", "range", "3", "12", "threshold=-26 ratio=20", STEP, LEVEL, FALLS, 8.0),
	/* A tone's RMS lies 3 dB under its peak: less is taken off it. */
	CLAIM_WITHIN(0.3, 0.5, "compressor", "detector", "peak", "rms", "threshold=-26 ratio=20 attack=0.001 release=0.5", STEP, LEVEL, RISES, 2.0),
	CLAIM_WITHIN(0.2, 0.25, "compressor", "rms_time", "0.001", "0.3", "threshold=-26 detector=rms", STEP, LEVEL, RISES, 2.0),
	CLAIM_WITHIN(0.3, 0.5, "compressor", "link", "0", "1", "threshold=-26", LEFT_STEP, LEFT, RISES, 10.0),
	CLAIM_WITHIN(0.1, 0.2, "compressor", "key", "none", "strip", "threshold=-26", STEP, LEVEL, FALLS, 10.0),
	CLAIM_WITHIN(0.3, 0.5, "compressor", "key_filter.highpass", "0", "8000", "threshold=-26", STEP, LEVEL, RISES, 10.0),
	CLAIM_WITHIN(0.3, 0.5, "compressor", "key_filter.lowpass", "0", "100", "threshold=-26", STEP, LEVEL, RISES, 10.0),

	CLAIM_WITHIN(0.8, 1.0, "gate", "threshold", "-60", "-20", "", STEP, LEVEL, FALLS, 30.0),
	CLAIM_WITHIN(0.8, 1.0, "gate", "ratio", "1.5", "3", "threshold=-20 detector=rms rms_time=0.05", STEP, LEVEL, FALLS, 13.0),
	CLAIM_WITHIN(0.8, 1.0, "gate", "knee", "0", "24", "threshold=-38 ratio=4 detector=rms rms_time=0.05", STEP, LEVEL, FALLS, 1.0),
	CLAIM_WITHIN(0.8, 1.0, "gate", "range", "10", "40", "threshold=-20", STEP, LEVEL, FALLS, 20.0),
	CLAIM_WITHIN(0.8, 1.0, "gate", "hysteresis", "0", "24", "threshold=-20", STEP, LEVEL, RISES, 30.0),
	CLAIM_WITHIN(0.2, 0.25, "gate", "attack", "0.001", "0.1", "threshold=-20", STEP, LEVEL, FALLS, 6.0),
	CLAIM_WITHIN(0.5, 1.0, "gate", "hold", "0.02", "0.4", "threshold=-20 release=0.01", STEP, LEVEL, RISES, 6.0),
	CLAIM_WITHIN(0.5, 1.0, "gate", "release", "0.01", "1", "threshold=-20", STEP, LEVEL, RISES, 3.0),
	CLAIM("gate", "lookahead", "0", "0.01", "", STEP, LATENCY, RISES, 480.0),
	CLAIM_WITHIN(0.2, 0.25, "gate", "lookahead", "0", "0.05", "threshold=-20 attack=0.02", STROKES, LEVEL, RISES, 0.5),
	CLAIM_WITHIN(0.3, 0.5, "gate", "detector", "peak", "rms", "threshold=-8 hysteresis=0", STEP, LEVEL, FALLS, 20.0),
	CLAIM_WITHIN(0.2, 0.25, "gate", "rms_time", "0.001", "0.3", "threshold=-20 detector=rms", STEP, LEVEL, FALLS, 3.0),
	CLAIM_WITHIN(0.3, 0.5, "gate", "link", "0", "1", "threshold=-20", LEFT_STEP, LEFT, FALLS, 30.0),
	CLAIM_WITHIN(0.1, 0.2, "gate", "key", "none", "strip", "threshold=-20", STEP, LEVEL, RISES, 30.0),
	CLAIM_WITHIN(0.3, 0.5, "gate", "key_filter.highpass", "0", "8000", "threshold=-20", STEP, LEVEL, FALLS, 20.0),
	CLAIM_WITHIN(0.3, 0.5, "gate", "key_filter.lowpass", "0", "100", "threshold=-20", STEP, LEVEL, FALLS, 20.0),

	CLAIM("transient-shaper", "attack", "-12", "12", "", STROKES, PEAK, RISES, 6.0),
	CLAIM_WITHIN(0.3, 0.45, "transient-shaper", "sustain", "-12", "12", "", STROKES, LEVEL, RISES, 3.0),
	CLAIM("transient-shaper", "attack_time", "0.005", "0.1", "attack=12", STROKES, LEVEL, RISES, 1.0),
	CLAIM_WITHIN(0.3, 0.45, "transient-shaper", "sustain_time", "0.05", "2", "sustain=12", STROKES, LEVEL, RISES, 1.0),
	CLAIM("transient-shaper", "lookahead", "0", "0.01", "", STROKES, LATENCY, RISES, 480.0),
	CLAIM("transient-shaper", "output", "0", "6", "attack=6", STROKES, LEVEL, RISES, 5.99),
	CLAIM("transient-shaper", "mix", "0", "1", "attack=12", STROKES, CHANGE, RISES, 300.0),
	CLAIM_WITHIN(0.2, 0.25, "transient-shaper", "link", "0", "1", "attack=12", LEFT_STEP, LEFT, FALLS, 3.0),
	CLAIM_WITHIN(0.2, 0.25, "transient-shaper", "key", "none", "strip", "attack=12", STEP, LEVEL, FALLS, 3.0),
	CLAIM_WITHIN(0.3, 0.33, "transient-shaper", "key_filter.highpass", "0", "6000", "attack=12", ESSES, LEVEL, RISES, 1.0),
	CLAIM_WITHIN(0.3, 0.33, "transient-shaper", "key_filter.lowpass", "0", "500", "attack=12", ESSES, LEVEL, FALLS, 0.5),

	CLAIM("limiter", "ceiling", "-12", "-3", "", TONE, PEAK, RISES, 5.9),
	CLAIM("limiter", "lookahead", "0.001", "0.01", "", TONE, LATENCY, RISES, 431.9),
	CLAIM_WITHIN(0.55, 0.8, "limiter", "release", "0.01", "1", "ceiling=-20 release_mode=fixed", STEP, LEVEL, FALLS, 3.0),
	CLAIM_WITHIN(0.55, 0.8, "limiter", "release_mode", "fixed", "adaptive", "ceiling=-20 release=0.05", STEP, LEVEL, FALLS, 0.5),
	CLAIM("limiter", "detector", "true-peak", "sample-peak", "ceiling=-6", QUARTER_TONE, LEVEL, RISES, 2.9),
	CLAIM_WITHIN(0.3, 0.5, "limiter", "link", "0", "1", "ceiling=-20", LEFT_STEP, LEFT, RISES, 10.0),
	CLAIM("limiter", "gain", "-12", "6", "ceiling=0", NOISE, LEVEL, RISES, 17.9),
	{ 0 },
};
