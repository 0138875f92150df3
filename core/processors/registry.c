/* Lists all processors.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/registry.h"

#include "processors/automated_gain.h"
#include "processors/automated_pan.h"
#include "processors/automated_width.h"

#include <string.h>

/* Each processor has one line, in the order of the reference. X(gain) stands for `const struct processor
   gain_processor`. */
/* clang-format off */
#define PROCESSORS(X) \
	X(gain) \
	X(polarity) \
	X(meter) \
	X(normalise) \
	X(pan) \
	X(dual_pan) \
	X(balance) \
	X(width) \
	X(mid_side) \
	X(mono) \
	X(swap) \
	X(delay) \
	X(reverb) \
	X(tremolo) \
	X(auto_pan) \
	X(chorus) \
	X(phaser) \
	X(flanger) \
	X(convolver) \
	X(dc_filter) \
	X(de_hum) \
	X(de_click) \
	X(de_noise) \
	X(eq) \
	X(linear_phase_eq) \
	X(compressor) \
	X(gate) \
	X(de_esser) \
	X(dynamic_eq) \
	X(transient_shaper) \
	X(leveler) \
	X(limiter) \
	X(saturation) \
	X(tape) \
	X(wow_flutter) \
	X(tape_head) \
	X(hardware) \
	X(band) \
	X(linear_phase_band) \
	X(split) \
	X(parallel) \
	X(mid) \
	X(side)
/* clang-format on */

#define DECLARE(noun) extern const struct processor noun##_processor;
#define LIST(noun) &noun##_processor,

PROCESSORS(DECLARE)

static const struct processor *const processors[] = { PROCESSORS(LIST) };

const struct processor *const *registry_list(size_t *count)
{
	*count = sizeof processors / sizeof processors[0];
	return processors;
}

const struct processor *const *registry_automation(size_t *count)
{
	static const struct processor *const automation[] = { &automated_gain_processor, &automated_pan_processor,
							      &automated_width_processor };
	*count = sizeof automation / sizeof automation[0];
	return automation;
}

const struct processor *registry_find(const char *name)
{
	for (size_t i = 0; i < sizeof processors / sizeof processors[0]; i++)
		if (strcmp(processors[i]->name, name) == 0)
			return processors[i];
	return NULL;
}

int processor_parameter(const struct processor *processor, const char *name)
{
	for (size_t i = 0; i < processor->parameter_count; i++)
		if (strcmp(processor->parameters[i].name, name) == 0)
			return (int)i;
	return -1;
}
