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
	struct arena *arena; /**< the arena is emptied after each case */
};

/** The contexts of a walk, and how many settings it tries. */
struct contract_walk {
	const double *rates;
	size_t rate_count;
	size_t random; /**< random settings in each context */
	size_t most; /**< settings in each context: the defaults, and the next of all the others, one context after
			another. A setting whose latency is CONTRACT_FRAMES counts twice, and so on. 0: all settings */
	bool stereo; /**< only the first that the processor accepts of two, one and six channels, without a key */
};

enum { CONTRACT_FRAMES = 2500 };

/** Calls `visit` for the processor in all rates, with 1, 2 and 6 channels, without and with a key (of one channel and
 * of as many as the signal has) and a file (likewise, and of four channels for two), where it accepts its defaults. A
 * call gets at most CONTRACT_SEATS settings. Stops the test if the processor is accepted nowhere. */
void contract_walk(const struct contract_walk *walk, const struct processor *processor,
		   void (*visit)(const struct contract_case *));

enum { CONTRACT_SEATS = 16 };

/** The rates of the walks: 44.1 and 192 kHz; 48, 88.2 and 96 kHz. */
extern const double contract_rates[5];

/** The walks that all tests share. Home tries every setting in stereo at 48 kHz. Light tries the lowest and the highest
 * rate, with some settings in each context and others in the next. Slow does the same with the rates between. */
extern const struct contract_walk contract_home, contract_light, contract_slow;

/** Defines a test `suite`/`name` that walks every processor of the registry, each in a process of its own. The body of
 * the test follows, and sees `const struct processor *processor`. */
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

/** Says whether the tests run for this processor: for all that have a batch, or for the one alone that the environment
 * variable STEMPRINT_TEST_PROCESSOR names. */
bool contract_includes(const struct processor *processor);

struct criterion_test_params contract_processors(void);
const struct processor *contract_processor(size_t index);

/** Returns `base` frames plus the largest latency of the instances. */
size_t contract_frames(const struct contract_case *at, size_t base);

/** Returns a text for messages: "eq, 48000 Hz, 2 channels, key of 0". The next call overwrites it. */
const char *contract_case_name(const struct contract_case *at);

/** Makes one batch with every variation of a case. It has `groups` groups of in[seat][group * channels + channel]. A
 * NULL kernel means the widest. */
struct harness *contract_harness(const struct contract_case *at, const struct kernel *kernel, size_t groups,
				 size_t frames_maximum, bool in_place);

/** Makes a batch of one instance. */
struct harness *contract_harness_one(const struct contract_case *at, size_t variation, size_t groups,
				     size_t frames_maximum);

#endif
