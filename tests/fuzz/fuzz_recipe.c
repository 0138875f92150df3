/* Tests any bytes as a recipe, all the way to the plan: no crash, no leak, no hang, no undefined behaviour.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzzed_plan.h"
#include "report/diagnostic_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct fuzzed_plan plan;
	fuzzed_plan_make(&plan, bytes, length);
	for (size_t i = 0; plan.arena && i < plan.diagnostics.count; i++) {
		struct text text = { 0 };
		diagnostic_text(&plan.diagnostics, i, false, &text);
		fuzzed_text_check(text.bytes, text.length);
		text_release(&text);
	}
	fuzzed_plan_release(&plan);
	return 0;
}
