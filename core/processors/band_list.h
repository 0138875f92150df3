/* Declares the parameters of one band of a crossover, in minimum and in linear phase.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_BAND_LIST_H
#define STEMPRINT_PROCESSORS_BAND_LIST_H

#include "dsp/crossover.h"
#include "processors/parameter.h"

/** Indices into the parameters of both processors. */
enum band_parameter {
	BAND_NUMBER, /**< which band, from 1 for the lowest to the number of crossovers + 1; default 1 */
	BAND_SLOPE, /**< slope of all crossovers: 24 or 48 dB per octave; default 24 */
	BAND_CROSSOVERS, /**< a list of up to CROSSOVERS_MAXIMUM crossovers, rising; default none */
};

/** Indices into the fields of an item of BAND_CROSSOVERS. */
enum band_field { BAND_FREQ /**< Hz, under 0.45 of the sample rate */ };

/** The table of these fields. */
extern const struct parameter band_crossover_fields[1];

/** The table of both processors: it initialises `static const struct parameter parameters[]`. */
#define BAND_LIST_PARAMETERS                                                                                           \
	{                                                                                                              \
		[BAND_NUMBER] = { .name = "number",                                                                    \
				  .help = "which band, from 1 for the lowest",                                         \
				  .type = PARAMETER_NUMBER,                                                            \
				  .quantity = QUANTITY_PLAIN,                                                          \
				  .minimum = 1.0,                                                                      \
				  .maximum = CROSSOVERS_MAXIMUM + 1,                                                   \
				  .fallback = 1.0 },                                                                   \
		[BAND_SLOPE] = { .name = "slope",                                                                      \
				 .help = "24 or 48 dB/oct",                                                            \
				 .type = PARAMETER_NUMBER,                                                             \
				 .quantity = QUANTITY_SLOPE,                                                           \
				 .minimum = 24.0,                                                                      \
				 .maximum = 48.0,                                                                      \
				 .fallback = 24.0 },                                                                   \
		[BAND_CROSSOVERS] = { .name = "crossovers",                                                            \
				      .help = "all crossovers, rising; none: the signal passes as it is",              \
				      .type = PARAMETER_LIST,                                                          \
				      .fields = band_crossover_fields,                                                 \
				      .field_count = 1,                                                                \
				      .item_maximum = CROSSOVERS_MAXIMUM },                                            \
	}

/** Says whether the values go together at that sample rate (Hz). If not, it sets *problem and *at as a processor's
    shape() does; the text may come from the arena. */
bool band_list_check(const struct parameter_value *values, double sample_rate, struct arena *arena,
		     const char **problem, struct location *at);

#endif
