/* stemprint tests: every processor in every context.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_CONTRACT_CASE_H
#define STEMPRINT_TESTS_CONTRACT_CASE_H

#include "contracts/variations.h"
#include "support/processor_harness.h"

/** A processor in a context, with all the settings that it accepts there. */
struct contract_case {
	const struct processor *processor;
	struct processor_context context;
	struct variations variations;
	struct arena *arena; /**< emptied after each case */
};

/** Which contexts to walk. */
struct contract_walk {
	const double *rates;
	size_t rate_count;
	size_t random; /**< random settings a case */
};

/** Calls `visit` for every processor of the registry x rate x 1, 2 and 6 channels x without and with a key (if it knows one; of one channel and of
    as many as the signal has) and a file (likewise, and of four channels for two), where it accepts its defaults. Stops the test if a processor is accepted nowhere. */
void contract_walk(const struct contract_walk *walk, void (*visit)(const struct contract_case *));

/** 44.1, 48, 96 and 192 kHz. */
extern const double contract_rates[4];

/** Where a case is, for messages: "eq, 48000 Hz, 2 channels, key of 0". Static, overwritten by the next call. */
const char *contract_case_name(const struct contract_case *at);

/** What every variation of a case says, in one batch: `groups` groups of in[seat][group * channels + channel]. NULL kernel: the widest. */
struct harness *contract_harness(const struct contract_case *at, const struct kernel *kernel, size_t groups,
				 size_t frames_maximum, bool in_place);

/** One instance alone. */
struct harness *contract_harness_one(const struct contract_case *at, size_t variation, size_t groups,
				     size_t frames_maximum);

#endif
