/* Holds the numbers that make up each type of reverb.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/reverb_type.h"

#include <math.h>

const char *const reverb_type_choices[] = { "plate", "hall", "room", "chamber", "spring", "gated", "reverse", NULL };

static const struct early_room hall = {
	.width = 23.0,
	.depth = 36.0,
	.height = 14.0,
	.source_x = 4.5,
	.source_y = 12.0,
	.source_z = 1.6,
	.microphone_x = 1.1,
	.microphone_y = -3.0,
	.microphone_z = 3.2,
	.reflection = 0.8,
	.wall_frequency = 5000.0,
};

static const struct early_room room = {
	.width = 5.3,
	.depth = 7.1,
	.height = 2.9,
	.source_x = 1.1,
	.source_y = 1.9,
	.source_z = 1.3,
	.microphone_x = 0.4,
	.microphone_y = -1.2,
	.microphone_z = 1.5,
	.reflection = 0.75,
	.wall_frequency = 8000.0,
};

static const struct early_room chamber = {
	.width = 6.1,
	.depth = 8.3,
	.height = 4.1,
	.source_x = 1.5,
	.source_y = 2.9,
	.source_z = 1.1,
	.microphone_x = 0.8,
	.microphone_y = -1.3,
	.microphone_z = 1.9,
	.reflection = 0.88,
	.wall_frequency = 9000.0,
};

/* The types stand in the order of reverb_type_choices. */
static const struct reverb_type types[] = {
	{
		/* A plate: bending waves that are dense from the first millisecond, no walls, and bass that lingers. */
		.shortest = 0.029,
		.longest = 0.127,
		.spans = { 0.031, 0.011, 0.0043 },
		.onset = 0.0,
		.skew = 2.0,
		.direct = 0.25,
		.room = NULL,
		.key = 11,
		.network_key = 19,
		.defaults = { [REVERB_DECAY] = 1.5,
			      [REVERB_PREDELAY] = 0.020,
			      [REVERB_DIFFUSION] = 1.0,
			      [REVERB_EARLY] = -INFINITY,
			      [REVERB_LOW_DECAY] = 1.15,
			      [REVERB_LOW_CROSSOVER] = 250.0,
			      [REVERB_HIGH_DECAY] = 0.5,
			      [REVERB_HIGH_CROSSOVER] = 7000.0,
			      [REVERB_MODULATION] = 0.15,
			      [REVERB_MODULATION_RATE] = 0.8,
			      [REVERB_HIGHPASS] = 80.0,
			      [REVERB_LOWPASS] = 16000.0 },
	},
	{
		/* A hall: wide and slow. It builds up over a tenth of a second, and the air takes the treble. */
		.shortest = 0.031,
		.longest = 0.149,
		.spans = { 0.053, 0.029, 0.0127 },
		.onset = 0.008,
		.skew = 1.5,
		.direct = 0.3,
		.room = &hall,
		.scatter = 0.016,
		.key = 22,
		.network_key = 9,
		.defaults = { [REVERB_DECAY] = 2.8,
			      [REVERB_PREDELAY] = 0.030,
			      [REVERB_DIFFUSION] = 1.0,
			      [REVERB_EARLY] = -8.0,
			      [REVERB_LOW_DECAY] = 1.2,
			      [REVERB_LOW_CROSSOVER] = 250.0,
			      [REVERB_HIGH_DECAY] = 0.35,
			      [REVERB_HIGH_CROSSOVER] = 4500.0,
			      [REVERB_MODULATION] = 0.25,
			      [REVERB_MODULATION_RATE] = 0.5,
			      [REVERB_HIGHPASS] = 40.0,
			      [REVERB_LOWPASS] = 12000.0 },
	},
	{
		/* A room: the walls are near, so there is as much early sound as tail. */
		.shortest = 0.011,
		.longest = 0.049,
		.spans = { 0.017, 0.0071, 0.0029 },
		.onset = 0.006,
		.skew = 1.5,
		.direct = 0.35,
		.room = &room,
		.scatter = 0.014,
		.key = 33,
		.network_key = 45,
		.defaults = { [REVERB_DECAY] = 0.6,
			      [REVERB_PREDELAY] = 0.004,
			      [REVERB_DIFFUSION] = 1.0,
			      [REVERB_EARLY] = -1.0,
			      [REVERB_LOW_DECAY] = 1.0,
			      [REVERB_LOW_CROSSOVER] = 250.0,
			      [REVERB_HIGH_DECAY] = 0.5,
			      [REVERB_HIGH_CROSSOVER] = 5500.0,
			      [REVERB_MODULATION] = 0.1,
			      [REVERB_MODULATION_RATE] = 0.6,
			      [REVERB_HIGHPASS] = 40.0,
			      [REVERB_LOWPASS] = 14000.0 },
	},
	{
		/* A chamber: bare plaster and a loudspeaker in the corner make it bright, dense and even. */
		.shortest = 0.019,
		.longest = 0.083,
		.spans = { 0.023, 0.0097, 0.0041 },
		.onset = 0.004,
		.skew = 1.5,
		.direct = 0.35,
		.room = &chamber,
		.scatter = 0.016,
		.key = 44,
		.network_key = 17,
		.defaults = { [REVERB_DECAY] = 1.2,
			      [REVERB_PREDELAY] = 0.010,
			      [REVERB_DIFFUSION] = 1.0,
			      [REVERB_EARLY] = -5.0,
			      [REVERB_LOW_DECAY] = 1.05,
			      [REVERB_LOW_CROSSOVER] = 200.0,
			      [REVERB_HIGH_DECAY] = 0.55,
			      [REVERB_HIGH_CROSSOVER] = 6000.0,
			      [REVERB_MODULATION] = 0.1,
			      [REVERB_MODULATION_RATE] = 0.7,
			      [REVERB_HIGHPASS] = 60.0,
			      [REVERB_LOWPASS] = 14000.0 },
	},
	{
		/* A spring: dispersion makes a chirp of each echo, and there is little over 4 kHz. */
		.kind = REVERB_SPRING,
		.key = 55,
		.defaults = { [REVERB_DECAY] = 2.0,
			      [REVERB_PREDELAY] = 0.001,
			      [REVERB_EARLY] = -INFINITY,
			      [REVERB_LOW_DECAY] = 1.0,
			      [REVERB_LOW_CROSSOVER] = 200.0,
			      [REVERB_HIGH_DECAY] = 0.5,
			      [REVERB_HIGH_CROSSOVER] = 3000.0,
			      [REVERB_HIGHPASS] = 80.0,
			      [REVERB_LOWPASS] = 8000.0 },
	},
	{
		/* A gated reverb: a dense burst that stops at once. */
		.kind = REVERB_GATED,
		.key = 66,
		.defaults = { [REVERB_DECAY] = 0.25,
			      [REVERB_PREDELAY] = 0.005,
			      [REVERB_EARLY] = -INFINITY,
			      [REVERB_HIGHPASS] = 80.0,
			      [REVERB_LOWPASS] = 10000.0 },
	},
	{
		/* A reverse reverb: it grows, and stops at its loudest. */
		.kind = REVERB_REVERSE,
		.key = 77,
		.defaults = { [REVERB_DECAY] = 0.5,
			      [REVERB_PREDELAY] = 0.001,
			      [REVERB_EARLY] = -INFINITY,
			      [REVERB_HIGHPASS] = 80.0,
			      [REVERB_LOWPASS] = 10000.0 },
	},
};

bool reverb_kind_has(enum reverb_kind kind, enum reverb_parameter parameter)
{
	static const enum reverb_parameter of_networks[] = { REVERB_DIFFUSION, REVERB_MODULATION,
							     REVERB_MODULATION_RATE, REVERB_EARLY };
	static const enum reverb_parameter not_of_noise[] = { REVERB_SIZE, REVERB_LOW_DECAY, REVERB_LOW_CROSSOVER,
							      REVERB_HIGH_DECAY, REVERB_HIGH_CROSSOVER };
	bool has = true;
	for (size_t i = 0; i < sizeof of_networks / sizeof *of_networks && kind != REVERB_NETWORK; i++)
		has = has && parameter != of_networks[i];
	for (size_t i = 0; i < sizeof not_of_noise / sizeof *not_of_noise; i++)
		has = has && (kind == REVERB_NETWORK || kind == REVERB_SPRING || parameter != not_of_noise[i]);
	return has;
}

const struct reverb_type *reverb_type_of(const struct parameter_value *values)
{
	return &types[(int)values[REVERB_TYPE].number];
}

double reverb_value(const struct parameter_value *values, enum reverb_parameter parameter)
{
	const double fallback = reverb_type_of(values)->defaults[parameter];
	return values[parameter].given || fallback == 0.0 ? values[parameter].number : fallback;
}
