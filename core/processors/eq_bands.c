/* Holds the bands of both equalisers, and checks them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/eq_bands.h"

#include <math.h>

enum { TYPE, FREQ, GAIN, Q, SLOPE };

/* No band may lie above this share of the sample rate. */
#define HIGHEST_OF_RATE 0.499

/* The names stand in the order of enum filter_kind. */
static const char *const types[] = { "bell",     "lowshelf", "highshelf", "highpass", "lowpass",
				     "bandpass", "notch",    "tilt",      NULL };

/* clang-format off */
#define FIELDS(moves) { \
	[TYPE] = { .name = "type", \
		   .help = "what the band does", \
		   .type = PARAMETER_CHOICE, \
		   .required = true, \
		   .choices = types }, \
	[FREQ] = { .name = "freq", \
		   .help = "centre, corner or pivot; at most 0.499 of the sample rate", \
		   .type = PARAMETER_NUMBER, \
		   .required = true, \
		   .automatable = (moves), \
		   .quantity = QUANTITY_FREQUENCY, \
		   .minimum = 5.0, \
		   .maximum = 190000.0, \
		   .fallback = 1000.0 }, \
	[GAIN] = { .name = "gain", \
		   .help = "bell, shelves and tilt only: boost or cut; 0 dB leaves the band out", \
		   .type = PARAMETER_NUMBER, \
		   .automatable = (moves), \
		   .quantity = QUANTITY_GAIN, \
		   .minimum = -30.0, \
		   .maximum = 30.0, \
		   .fallback = 0.0 }, \
	[Q] = { .name = "q", \
		.help = "sharpness; left out: 1 for bell, bandpass and notch, 0.7071 for shelves and passes; tilt has " \
			"none", \
		.type = PARAMETER_NUMBER, \
		.automatable = (moves), \
		.varies = true, \
		.quantity = QUANTITY_PLAIN, \
		.minimum = 0.1, \
		.maximum = 40.0, \
		.fallback = 1.0 }, \
	[SLOPE] = { .name = "slope", \
		    .help = "highpass and lowpass only: 6 to 48 dB/oct in steps of 6; with q only 12", \
		    .type = PARAMETER_NUMBER, \
		    .quantity = QUANTITY_SLOPE, \
		    .minimum = 6.0, \
		    .maximum = 48.0, \
		    .fallback = 12.0 }, \
}
/* clang-format on */

const struct parameter eq_band_fields[EQ_BAND_FIELDS] = FIELDS(true);
const struct parameter eq_still_band_fields[EQ_BAND_FIELDS] = FIELDS(false);

static bool is_pass(enum filter_kind kind)
{
	return kind == FILTER_HIGH_PASS || kind == FILTER_LOW_PASS;
}

static bool is_shelf(enum filter_kind kind)
{
	return kind == FILTER_LOW_SHELF || kind == FILTER_HIGH_SHELF;
}

static bool has_gain(enum filter_kind kind)
{
	return is_shelf(kind) || kind == FILTER_BELL || kind == FILTER_TILT;
}

struct filter_band eq_band(const struct parameter_value *fields)
{
	enum filter_kind kind = (enum filter_kind)fields[TYPE].number;
	double natural_q = is_pass(kind) || is_shelf(kind) ? sqrt(0.5) : 1.0;
	return (struct filter_band){
		.kind = kind,
		.frequency = fields[FREQ].number,
		.gain_db = has_gain(kind) ? fields[GAIN].number : 0.0,
		.q = fields[Q].given ? fields[Q].number : natural_q,
		.order = (size_t)(fields[SLOPE].number / 6.0),
	};
}

bool eq_band_moves(const struct parameter_value *least, const struct parameter_value *greatest)
{
	return least[FREQ].number != greatest[FREQ].number || least[GAIN].number != greatest[GAIN].number ||
	       least[Q].number != greatest[Q].number;
}

/* Returns what is wrong with a band: a value that is impossible, or one that the band's type would ignore. NULL means
   that nothing is wrong. */
static const char *band_problem(const struct parameter_value *fields, double sample_rate, struct arena *arena,
				size_t *field)
{
	enum filter_kind kind = (enum filter_kind)fields[TYPE].number;
	const char *type = types[kind];
	double slope = fields[SLOPE].number;
	double highest = HIGHEST_OF_RATE * sample_rate;
	*field = FREQ;
	if (fields[FREQ].number > highest)
		return arena_format(arena, "'freq' is too near half the sample rate, or above it; at most %.0f Hz here",
				    floor(highest));
	*field = GAIN;
	if (fields[GAIN].given && !has_gain(kind))
		return arena_format(arena, "a '%s' band has no 'gain'; leave it out", type);
	*field = SLOPE;
	if (fields[SLOPE].given && !is_pass(kind))
		return arena_format(arena, "a '%s' band has no 'slope'; leave it out", type);
	if (slope != 6.0 * floor(slope / 6.0))
		return "'slope' comes in steps of 6 dB/oct; write 6, 12, 18, 24, 30, 36, 42 or 48 dB/oct";
	*field = Q;
	if (fields[Q].given && kind == FILTER_TILT)
		return "a 'tilt' band has no 'q'; leave it out";
	if (fields[Q].given && is_pass(kind) && slope != 12.0)
		return "'q' goes with a slope of 12 dB/oct, all others are Butterworth; leave out 'q' or 'slope'";
	*field = TYPE;
	return "";
}

bool eq_bands_check(const struct parameter_value *bands, double sample_rate, struct arena *arena, const char **problem,
		    struct location *at)
{
	for (size_t i = 0; i < bands->item_count; i++) {
		size_t field = 0;
		const char *found = band_problem(bands->items[i], sample_rate, arena, &field);
		if (found && found[0] == '\0')
			continue;
		*problem = found ? found : "a band's values do not go together";
		*at = bands->items[i][field].at;
		return false;
	}
	return true;
}
