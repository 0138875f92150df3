/* Checks the crossovers that a band is cut out by.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/band_list.h"

#include <math.h>

/* No crossover may lie above this share of the sample rate: near half the rate the bilinear transform warps it. */
#define HIGHEST_OF_RATE 0.45

const struct parameter band_crossover_fields[1] = {
	[BAND_FREQ] = { .name = "freq",
			.help = "where two bands meet, each 6.02 dB down; at most 0.45 of the sample rate",
			.type = PARAMETER_NUMBER,
			.required = true,
			.quantity = QUANTITY_FREQUENCY,
			.minimum = 20.0,
			.maximum = 80000.0,
			.fallback = 1000.0 },
};

static const char *problem_of(const struct parameter_value *values, double sample_rate, struct arena *arena,
			      struct location *at)
{
	const struct parameter_value *list = &values[BAND_CROSSOVERS];
	*at = values[BAND_SLOPE].at;
	if (values[BAND_SLOPE].number != 24.0 && values[BAND_SLOPE].number != 48.0)
		return "'slope' is 24 or 48 dB/oct; write one of those";
	*at = values[BAND_NUMBER].at;
	if (values[BAND_NUMBER].number != floor(values[BAND_NUMBER].number) ||
	    values[BAND_NUMBER].number > (double)list->item_count + 1.0)
		return arena_format(arena, "'number' is not one of the bands; %zu crossovers make %zu, from 1",
				    list->item_count, list->item_count + 1);
	for (size_t i = 0; i < list->item_count; i++) {
		*at = list->items[i][BAND_FREQ].at;
		if (list->items[i][BAND_FREQ].number > HIGHEST_OF_RATE * sample_rate)
			return arena_format(arena,
					    "a crossover lies too near half the sample rate; at most %.0f Hz here",
					    floor(HIGHEST_OF_RATE * sample_rate));
		if (i > 0 && list->items[i][BAND_FREQ].number <= list->items[i - 1][BAND_FREQ].number)
			return "the crossovers do not rise; order them from low to high";
	}
	return "";
}

bool band_list_check(const struct parameter_value *values, double sample_rate, struct arena *arena,
		     const char **problem, struct location *at)
{
	struct location blamed = *at;
	const char *found = problem_of(values, sample_rate, arena, &blamed);
	if (found && found[0] == '\0')
		return true;
	*problem = found ? found : "its values do not go together";
	*at = blamed.line > 0 ? blamed : *at;
	return false;
}
