/* stemprint: measures the band edge and the pre-echo of a coder.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/coder_signs.h"

#include <math.h>

enum {
	GROUP = 16, /* bins */
	GROUPS_LEAST = 3, /* without sound, from the edge on */
	BEFORE = 8, /* cells before an attack that must be soft */
	ATTACK = 4, /* cells of an attack */
	CELL_LONGEST = 128,
	ATTACKS_LEAST = 5
};

#define HANN_ENERGY 0.375 /* mean square of the window */
#define LOST 0.05 /* share of its power that a file may still have over the edge */
#define OVER_FLOOR 10.0
#define ATTACK_RATIO 16.0 /* 12 dB */
#define NEAR_HZ 350.0 /* by which an edge may be off that of the encoder */

static void group_powers(const struct forensics_case *evidence, size_t file, size_t first, double *own, double *others)
{
	const struct sum_fit *fit = evidence->fit;
	const size_t bins = evidence->spectra->bin_count, sum = evidence->proof->stem_count;
	*own = *others = 0.0;
	for (size_t k = first; k < first + GROUP && k < bins; k++) {
		const size_t signal = file == 0 ? sum : file - 1;
		const double power = file == 0 ? fit->sum_power[k] : sum_fit_power(fit, signal, k);
		const double with = power + 2.0 * fit->real[signal * bins + k] + fit->residual_power[k];
		*own += file == 0 ? with : power;
		*others += file == 0 ? power : with;
	}
}

static double band_edge(const struct forensics_case *evidence, size_t file)
{
	const struct cross_spectra *spectra = evidence->spectra;
	const double samples = (double)evidence->reader.frames * (double)evidence->reader.channels;
	const double floor = OVER_FLOOR * GROUP * 2.0 * HANN_ENERGY * (double)spectra->size *
			     (double)spectra->window_count * evidence->floor / samples;
	size_t lost = 0, edge = 0;
	for (size_t first = (spectra->bin_count - 1) / GROUP * GROUP; first >= GROUP; first -= GROUP) {
		double own, others;
		group_powers(evidence, file, first - GROUP, &own, &others);
		if (others < floor && lost == 0)
			continue;
		if (own > LOST * others)
			break;
		lost++;
		edge = first - GROUP;
	}
	return lost >= GROUPS_LEAST ? (double)edge * evidence->sample_rate / (double)spectra->size : (double)NAN;
}

static double sum_of(const float *energies, size_t from, size_t to)
{
	double sum = 0.0;
	for (size_t i = from; i < to; i++)
		sum += (double)energies[i];
	return sum;
}

/* Returns the residual over the file before the attacks of the file, in dB. */
static double pre_echo(const struct residual_cells *cells, size_t file)
{
	const float *power = cells->power[file];
	double sum = 0.0, attacks = 0.0;
	if (cells->cell_frames > CELL_LONGEST)
		return (double)NAN;
	for (size_t i = BEFORE; i + ATTACK <= cells->cell_count; i++) {
		const double before = sum_of(power, i - BEFORE, i), now = sum_of(power, i, i + ATTACK);
		const double residual = sum_of(cells->residual, i - BEFORE, i);
		if (!(before > 0.0) || now < ATTACK_RATIO * before * ATTACK / BEFORE ||
		    residual <= BEFORE * cells->audible)
			continue;
		sum += 10.0 * log10(residual / before);
		attacks += 1.0;
		i += BEFORE;
	}
	return attacks >= ATTACKS_LEAST ? sum / attacks : (double)NAN;
}

static void find_rates(struct coding *coding)
{
	static const struct {
		double kilobits, hertz;
	} edges[] = { { 32, 5500 },   { 40, 7000 },   { 48, 7500 },   { 56, 10000 },  { 64, 11000 },
		      { 80, 13500 },  { 96, 15100 },  { 112, 15600 }, { 128, 17000 }, { 160, 17500 },
		      { 192, 18600 }, { 224, 19400 }, { 256, 19700 }, { 320, 20500 } };
	for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
		if (!(fabs(edges[i].hertz - coding->band_edge_hertz) <= NEAR_HZ))
			continue;
		if (coding->kilobits_least == 0.0)
			coding->kilobits_least = edges[i].kilobits;
		coding->kilobits_most = edges[i].kilobits;
	}
}

struct coding coder_signs(const struct forensics_case *evidence, size_t file, enum coder coder)
{
	const struct residual_cells *cells = &evidence->cells;
	const double power = sum_of(cells->power[file], 0, cells->cell_count);
	struct coding coding = { .coder = coder,
				 .band_edge_hertz = band_edge(evidence, file),
				 .residual_db = 10.0 * log10(cells->energy / fmax(power, 1e-30) + 1e-30),
				 .pre_echo_db = pre_echo(cells, file) };
	if (coder == CODER_MP3)
		find_rates(&coding);
	return coding;
}
