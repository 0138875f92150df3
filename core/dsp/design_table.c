/* Tabulates the designs of a band of which one value moves.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/design_table.h"

#include "dsp/elementary.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* The nodes that a value between them is made of. */
enum { STENCIL = 4 };

/* What a correction may change before it is a section of its own: 0.02 dB, as a factor of the power. */
#define NEGLIGIBLE 0.0046

struct design_table {
	enum design_value value;
	double first, steps_per_unit; /* the scale of the nodes: dB, or octaves over 1 */
	size_t nodes, sections;
	struct varying_section *designs; /* [nodes][sections] */
};

static double scale_of(enum design_value value, double number)
{
	return value == DESIGN_GAIN ? number : elementary_log2(number);
}

static double number_of(enum design_value value, double at)
{
	return value == DESIGN_GAIN ? at : elementary_exp2(at);
}

static struct filter_band band_with(struct filter_band band, enum design_value value, double number)
{
	if (value == DESIGN_FREQUENCY)
		band.frequency = number;
	else if (value == DESIGN_GAIN)
		band.gain_db = number;
	else
		band.q = number;
	return band;
}

/* Returns |H|^2 of a section, at the squared tangent of half the angular frequency. */
static double section_power(const struct varying_section *section, double squared_tangent)
{
	const double *rows = section->rows, m0 = rows[VARYING_FILTER_M0];
	const double g = rows[VARYING_FILTER_A2] / rows[VARYING_FILTER_A1];
	const double damping = (1.0 / rows[VARYING_FILTER_A1] - 1.0) / g - g;
	const double squared = squared_tangent / (g * g), rest = 1.0 - squared;
	const double real = m0 * rest + rows[VARYING_FILTER_M2], imaginary = m0 * damping + rows[VARYING_FILTER_M1];
	return (real * real + squared * imaginary * imaginary) / (rest * rest + damping * damping * squared);
}

/* Says whether a correction changes something, up to 0.907 of half the sample rate. */
static bool matters(const struct varying_section *correction)
{
	enum { POINTS = 12 };
	for (int i = 1; i <= POINTS; i++) {
		const double tangent = elementary_tan(0.907 * 0.5 * ELEMENTARY_PI * (double)i / POINTS);
		if (!(fabs(section_power(correction, tangent * tangent) - 1.0) <= NEGLIGIBLE))
			return true;
	}
	return false;
}

/* Removes the sections of all nodes that are not kept. */
static void leave_out(struct design_table *table, const bool *kept)
{
	const size_t before = table->sections;
	struct varying_section *to = table->designs;
	table->sections = 0;
	for (size_t k = 0; k < before; k++)
		table->sections += kept[k] ? 1 : 0;
	for (size_t i = 0; i < table->nodes; i++)
		for (size_t k = 0; k < before; k++)
			if (kept[k])
				*to++ = table->designs[i * before + k];
}

static void design_nodes(struct design_table *table, const struct filter_band *band, double least, double greatest,
			 double sample_rate)
{
	bool kept[VARYING_SECTIONS_PER_BAND] = { false };
	for (size_t i = 0; i < table->nodes; i++) {
		const double at = table->first + (double)i / table->steps_per_unit;
		const double number = fmin(fmax(number_of(table->value, at), least), greatest);
		const struct filter_band node = band_with(*band, table->value, number);
		struct varying_section sections[VARYING_SECTIONS_PER_BAND];
		varying_design(&node, sample_rate, sections);
		memcpy(&table->designs[i * table->sections], sections, table->sections * sizeof *sections);
		/* Each section of the prototype has its correction behind it. */
		for (size_t k = 0; k < table->sections; k++)
			kept[k] = kept[k] || k % 2 == 0 || matters(&sections[k]);
	}
	leave_out(table, kept);
}

struct design_table *design_table_new(struct arena *arena, const struct filter_band *band, enum design_value value,
				      double least, double greatest, double sample_rate)
{
	struct design_table *table = ARENA_NEW(arena, struct design_table);
	struct varying_section sections[VARYING_SECTIONS_PER_BAND];
	if (!table)
		return NULL;
	const double first = scale_of(value, least), range = scale_of(value, greatest) - first;
	const double density = value == DESIGN_GAIN ? 2.0 : 32.0;
	const size_t steps = (size_t)fmax(ceil(range * density), STENCIL - 1);
	*table = (struct design_table){ .value = value,
					.first = first,
					.steps_per_unit = (double)steps / range,
					.nodes = steps + 1,
					.sections = varying_design(band, sample_rate, sections) };
	table->designs = ARENA_ARRAY(arena, struct varying_section, table->nodes * table->sections);
	if (!table->designs)
		return NULL;
	design_nodes(table, band, least, greatest, sample_rate);
	return table;
}

size_t design_table_sections(const struct design_table *table)
{
	return table->sections;
}

/* What is no number counts as `least`. */
static double held(double x, double least, double greatest)
{
	const double above = x > least ? x : least;
	return above < greatest ? above : greatest;
}

void design_table_read(const struct design_table *table, double value, struct varying_section *sections)
{
	enum { VALUES = sizeof *sections / sizeof(double) };
	const double last = (double)(table->nodes - 1);
	const double place = (scale_of(table->value, value) - table->first) * table->steps_per_unit;
	const double at = held(place, 0.0, last), below = (double)(size_t)at;
	const double begin = held(below - 1.0, 0.0, last - (STENCIL - 1));
	const double a = at - begin, b = a - 1.0, c = a - 2.0, d = a - 3.0;
	const double weights[STENCIL] = { -b * c * d / 6.0, a * c * d / 2.0, -a * b * d / 2.0, a * b * c / 6.0 };
	const size_t count = table->sections;
	const struct varying_section *nodes = &table->designs[(size_t)begin * count];
	for (size_t k = 0; k < count; k++) {
		double *rows = sections[k].rows;
		for (int row = 0; row < VALUES; row++)
			rows[row] = (weights[0] * nodes[k].rows[row] + weights[1] * nodes[count + k].rows[row]) +
				    (weights[2] * nodes[2 * count + k].rows[row] +
				     weights[3] * nodes[3 * count + k].rows[row]);
		/* With this the states cannot gain energy, wherever the cubic goes. */
		const double square = rows[VARYING_FILTER_A1] * rows[VARYING_FILTER_A3];
		rows[VARYING_FILTER_A2] = square > 0.0 ? sqrt(square) : 0.0;
	}
}
