/* stemprint: gates the blocks of a programme as the loudness standard asks.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/loudness_gate.h"

#include "dsp/elementary.h"

#include <math.h>
#include <stddef.h>

static const double integrated_gate_lu = -10.0;
static const double range_gate_lu = -20.0;

double loudness_gate_energy(double lufs)
{
	return decibel_to_gain(2.0 * (lufs + 0.691));
}

double loudness_gate_lufs(double energy)
{
	return energy > 0.0 ? gain_to_decibel(sqrt(energy)) - 0.691 : (double)NAN;
}

void loudness_gate_add(struct loudness_gate *gate, double energy)
{
	if (energy < loudness_gate_energy(GATE_LOWEST_LUFS))
		return;
	double position = (loudness_gate_lufs(energy) - GATE_LOWEST_LUFS) * GATE_BINS_PER_LU;
	size_t bin = position > 0.0 ? (size_t)position : 0;
	if (position >= GATE_BINS)
		bin = GATE_BINS - 1;
	gate->counts[bin]++;
	gate->energies[bin] += energy;
}

void loudness_gate_join(struct loudness_gate *gate, const struct loudness_gate *other)
{
	for (size_t bin = 0; bin < GATE_BINS; bin++) {
		gate->counts[bin] += other->counts[bin];
		gate->energies[bin] += other->energies[bin];
	}
}

static double bin_mean(const struct loudness_gate *gate, size_t bin)
{
	return gate->energies[bin] / (double)gate->counts[bin];
}

struct blocks {
	uint64_t count;
	double energy; /* the sum of theirs */
	size_t first; /* the first bin that counts */
};

/* Returns the blocks from the first bin on whose mean reaches `least`. */
static struct blocks blocks_over(const struct loudness_gate *gate, double least)
{
	struct blocks blocks = { .first = GATE_BINS };
	for (size_t bin = 0; bin < GATE_BINS; bin++) {
		if (gate->counts[bin] == 0 || bin_mean(gate, bin) < least)
			continue;
		if (blocks.count == 0)
			blocks.first = bin;
		blocks.count += gate->counts[bin];
		blocks.energy += gate->energies[bin];
	}
	return blocks;
}

/* Returns the blocks that lie at most `relative_lu` under the mean of all. */
static struct blocks gated(const struct loudness_gate *gate, double relative_lu)
{
	struct blocks all = blocks_over(gate, 0.0);
	if (all.count == 0)
		return all;
	return blocks_over(gate, all.energy / (double)all.count * decibel_to_gain(2.0 * relative_lu));
}

double loudness_gate_integrated(const struct loudness_gate *gate)
{
	struct blocks blocks = gated(gate, integrated_gate_lu);
	return blocks.count > 0 ? loudness_gate_lufs(blocks.energy / (double)blocks.count) : (double)NAN;
}

/* Returns the level of the block of that rank, from 0, among those from bin `first` on. */
static double level_of_rank(const struct loudness_gate *gate, size_t first, uint64_t rank)
{
	size_t bin = first;
	for (uint64_t passed = gate->counts[bin]; passed <= rank; passed += gate->counts[bin])
		bin++;
	return loudness_gate_lufs(bin_mean(gate, bin));
}

double loudness_gate_range_floor(const struct loudness_gate *gate)
{
	struct blocks all = blocks_over(gate, 0.0);
	return all.count > 0 ? loudness_gate_lufs(all.energy / (double)all.count) + range_gate_lu : (double)NAN;
}

double loudness_gate_range(const struct loudness_gate *gate)
{
	struct blocks blocks = gated(gate, range_gate_lu);
	if (blocks.count == 0)
		return (double)NAN;
	double last = (double)(blocks.count - 1);
	double low = level_of_rank(gate, blocks.first, (uint64_t)(last * 0.10 + 0.5));
	double high = level_of_rank(gate, blocks.first, (uint64_t)(last * 0.95 + 0.5));
	return high - low;
}
