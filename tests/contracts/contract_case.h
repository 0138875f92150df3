/* stemprint tests: every processor in every context.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_CONTRACT_CASE_H
#define STEMPRINT_TESTS_CONTRACT_CASE_H

#include "contracts/variations.h"
#include "support/processor_harness.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

/** A processor in a context, with some of the settings that it accepts there. */
struct contract_case {
	const struct processor *processor;
	struct processor_context context;
	struct variations variations;
	struct arena *arena; /**< emptied after each case */
};

/** Which contexts to walk, with how many settings. */
struct contract_walk {
	const double *rates;
	size_t rate_count;
	size_t random; /**< random settings a context */
	size_t most; /**< settings a context: the defaults, and the next of all the others, a context after another; one
			whose latency is CONTRACT_FRAMES counts twice, and so on. 0: all */
	bool stereo; /**< only the first of two, one and six channels that the processor accepts, and no key */
};

enum { CONTRACT_FRAMES = 2500 };

/** Calls `visit` for the processor in rates x 1, 2 and 6 channels x without and with a key (if it knows one; of one
   channel and of as many as the signal has) and a file (likewise, and of four channels for two), where it accepts its
   defaults; with at most CONTRACT_SEATS of its settings in a call. Stops the test if the processor is accepted nowhere.
 */
void contract_walk(const struct contract_walk *walk, const struct processor *processor,
		   void (*visit)(const struct contract_case *));

enum { CONTRACT_SEATS = 16 };

/** 44.1, 192; 48, 88.2, 96 kHz. */
extern const double contract_rates[5];

/** The walks that all tests share. Home: every setting in stereo at 48 kHz. Light: the outermost rates, some settings
   in each context, other ones in the next. Slow: the rates between likewise. */
extern const struct contract_walk contract_home, contract_light, contract_slow;

/** A test `suite`/`name` that walks every processor of the registry, each in a process of its own: what follows is its
   body, which sees `const struct processor *processor`. */
#define CONTRACT_TEST(suite, name)                                                                                     \
	static void suite##_##name##_body(const struct processor *processor);                                          \
	ParameterizedTestParameters(suite, name)                                                                       \
	{                                                                                                              \
		return contract_processors();                                                                          \
	}                                                                                                              \
	ParameterizedTest(const size_t *index, suite, name, .timeout = 600)                                            \
	{                                                                                                              \
		suite##_##name##_body(contract_processor(*index));                                                     \
	}                                                                                                              \
	static void suite##_##name##_body(const struct processor *processor)

struct criterion_test_params contract_processors(void);
const struct processor *contract_processor(size_t index);

/** `base` frames and as many as the latest instance of the case is late. */
size_t contract_frames(const struct contract_case *at, size_t base);

/** Where a case is, for messages: "eq, 48000 Hz, 2 channels, key of 0". Static, overwritten by the next call. */
const char *contract_case_name(const struct contract_case *at);

/** What every variation of a case says, in one batch: `groups` groups of in[seat][group * channels + channel]. NULL
   kernel: the widest. */
struct harness *contract_harness(const struct contract_case *at, const struct kernel *kernel, size_t groups,
				 size_t frames_maximum, bool in_place);

/** One instance alone. */
struct harness *contract_harness_one(const struct contract_case *at, size_t variation, size_t groups,
				     size_t frames_maximum);

#endif
