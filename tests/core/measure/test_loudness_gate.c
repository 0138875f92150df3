/* stemprint tests: the gates of loudness, against all blocks kept and sorted.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/loudness_gate.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCKS = 20000 };

static double next(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (double)(*state >> 11) * 0x1p-53;
}

static int ascending(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;
	return (left > right) - (left < right);
}

/* Sorts the blocks over -70 LUFS that lie within `relative_lu` of their mean. Returns how many these are. */
static size_t gated(const double *energies, size_t count, double relative_lu, double *kept)
{
	double least = pow(10.0, (-70.0 + 0.691) / 10.0), sum = 0.0;
	size_t all = 0, left = 0;
	for (size_t i = 0; i < count; i++)
		if (energies[i] >= least) {
			sum += energies[i];
			all++;
		}
	least = fmax(least, sum / (double)all * pow(10.0, relative_lu / 10.0));
	for (size_t i = 0; i < count; i++)
		if (energies[i] >= least)
			kept[left++] = energies[i];
	qsort(kept, left, sizeof *kept, ascending);
	return left;
}

static double lufs(double energy)
{
	return -0.691 + 10.0 * log10(energy);
}

Test(loudness_gate, agrees_with_all_blocks_kept)
{
	static const size_t counts[] = { 1, 2, 7, 100, 3000, BLOCKS };
	static double energies[BLOCKS], kept[BLOCKS];
	static struct loudness_gate gate;
	uint64_t state = 4;
	for (size_t round = 0; round < 60; round++) {
		size_t count = counts[round % 6];
		double spread = 5.0 + 60.0 * next(&state);
		memset(&gate, 0, sizeof gate);
		for (size_t i = 0; i < count; i++) {
			energies[i] = pow(10.0, (-10.0 - spread * next(&state) * next(&state)) / 10.0);
			loudness_gate_add(&gate, energies[i]);
		}
		size_t left = gated(energies, count, -10.0, kept);
		double sum = 0.0;
		for (size_t i = 0; i < left; i++)
			sum += kept[i];
		cr_expect(fabs(loudness_gate_integrated(&gate) - lufs(sum / (double)left)) <= 0.001, "round %zu",
			  round);
		left = gated(energies, count, -20.0, kept);
		double last = (double)(left - 1);
		double range = lufs(kept[(size_t)(last * 0.95 + 0.5)]) - lufs(kept[(size_t)(last * 0.1 + 0.5)]);
		cr_expect(fabs(loudness_gate_range(&gate) - range) <= 0.0201, "round %zu: %f, %f", round,
			  loudness_gate_range(&gate), range);
	}
}

Test(loudness_gate, silence_and_extremes)
{
	static struct loudness_gate gate;
	loudness_gate_add(&gate, 0.0);
	loudness_gate_add(&gate, 1e-9);
	cr_expect(isnan(loudness_gate_integrated(&gate)) && isnan(loudness_gate_range(&gate)));
	loudness_gate_add(&gate, 1e30);
	cr_expect(fabs(loudness_gate_integrated(&gate) - lufs(1e30)) <= 1e-9);
	cr_expect(loudness_gate_range(&gate) == 0.0);
}
