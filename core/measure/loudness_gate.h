/* stemprint: the gates of loudness, in memory that does not grow with the programme.
   SPDX-License-Identifier: GPL-3.0-or-later

   libebur128 keeps every gating block of a programme, or else bins of 0.1 LU that stand for all in them. Here each bin
   of 0.01 LU keeps the exact sum of its energies: only where the relative gate falls inside a bin can the reading
   differ from that of all blocks, by far less than 0.001 LU in a programme, and a percentile is that of its bin's mean,
   within 0.01 LU. */
#ifndef STEMPRINT_MEASURE_LOUDNESS_GATE_H
#define STEMPRINT_MEASURE_LOUDNESS_GATE_H

#include <stdint.h>

enum { GATE_LOWEST_LUFS = -70, GATE_HIGHEST_LUFS = 70, GATE_BINS_PER_LU = 100 };
enum { GATE_BINS = (GATE_HIGHEST_LUFS - GATE_LOWEST_LUFS) * GATE_BINS_PER_LU };

/** All zero is one without blocks. What is over the highest level counts in the last bin. */
struct loudness_gate {
	uint64_t counts[GATE_BINS];
	double energies[GATE_BINS]; /**< sums */
};

/** BS.1770: loudness = -0.691 + 10 log10(energy), of K-weighted and channel-weighted mean squares. */
double loudness_gate_energy(double lufs);

/** NAN for no energy. */
double loudness_gate_lufs(double energy);

/** One block. What is under the absolute gate of -70 LUFS is dropped. */
void loudness_gate_add(struct loudness_gate *gate, double energy);

/** Adds the blocks of another programme, as if both had been one. */
void loudness_gate_join(struct loudness_gate *gate, const struct loudness_gate *other);

/** Integrated loudness (ITU-R BS.1770-5): the mean energy of the blocks that are not over 10 LU under the mean of all,
   in LUFS. NAN without blocks. */
double loudness_gate_integrated(const struct loudness_gate *gate);

/** The level under which the range leaves blocks out, in LUFS: 20 LU under the mean of all. NAN without blocks. */
double loudness_gate_range_floor(const struct loudness_gate *gate);

/** Loudness range (EBU Tech 3342): from the 10th to the 95th percentile of the blocks that are not over 20 LU under the
   mean of all, in LU. NAN without blocks. */
double loudness_gate_range(const struct loudness_gate *gate);

#endif
