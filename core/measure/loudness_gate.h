/* stemprint: the gates of the loudness standard, in memory that does not grow with the programme.
   SPDX-License-Identifier: GPL-3.0-or-later

   libebur128 keeps every gating block of a programme, or else bins of 0.1 LU whose middle stands for all blocks in
   them. Here each bin of 0.01 LU keeps the exact sum of its energies. The reading can differ from that of all blocks
   only where the relative gate falls inside a bin, by far less than 0.001 LU in a programme. A percentile is the mean
   of its bin, right within 0.01 LU. */
#ifndef STEMPRINT_MEASURE_LOUDNESS_GATE_H
#define STEMPRINT_MEASURE_LOUDNESS_GATE_H

#include <stdint.h>

/** The range of the bins. The lowest level is the absolute gate of BS.1770. */
enum { GATE_LOWEST_LUFS = -70, GATE_HIGHEST_LUFS = 70, GATE_BINS_PER_LU = 100 };
enum { GATE_BINS = (GATE_HIGHEST_LUFS - GATE_LOWEST_LUFS) * GATE_BINS_PER_LU };

/** All zero: no block was added. A block over the highest level counts in the last bin. */
struct loudness_gate {
	uint64_t counts[GATE_BINS]; /**< blocks in each bin */
	double energies[GATE_BINS]; /**< their sums: K-weighted and channel-weighted mean squares */
};

/** Returns the energy of a level: loudness = -0.691 + 10 log10(energy), where energy is a K-weighted and
    channel-weighted mean square (ITU-R BS.1770-5). */
double loudness_gate_energy(double lufs);

/** Returns the level of an energy by the same formula, in LUFS; NAN without energy. */
double loudness_gate_lufs(double energy);

/** Adds one block. A block under the absolute gate of -70 LUFS is dropped. */
void loudness_gate_add(struct loudness_gate *gate, double energy);

/** Adds the blocks of another programme, as if both had been one. */
void loudness_gate_join(struct loudness_gate *gate, const struct loudness_gate *other);

/** Returns the integrated loudness (ITU-R BS.1770-5), in LUFS: the mean energy of the blocks that lie at most 10 LU
    under the mean of all. NAN without blocks. */
double loudness_gate_integrated(const struct loudness_gate *gate);

/** Returns the level under which the loudness range leaves blocks out, in LUFS: 20 LU under the mean of all. NAN
    without blocks. */
double loudness_gate_range_floor(const struct loudness_gate *gate);

/** Returns the loudness range (EBU Tech 3342), in LU: from the 10th to the 95th percentile of the blocks that lie at
    most 20 LU under the mean of all. NAN without blocks. */
double loudness_gate_range(const struct loudness_gate *gate);

#endif
