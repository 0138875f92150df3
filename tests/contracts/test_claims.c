/* Tests that every parameter of every processor does what its help says.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "contracts/claim.h"
#include "contracts/contract_case.h"
#include "processors/registry.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct claim *const tables[] = { claims_levels, claims_filters, claims_dynamics, claims_spaces,
					      claims_colour };

enum { TABLES = sizeof tables / sizeof tables[0] };

/** The parameters that no row can show here, and the tests that show them. */
static const struct {
	const char *processor, *parameter, *reason;
} elsewhere[] = {
	{ "", "", "" },
};

static bool is_elsewhere(const char *processor, const char *parameter)
{
	for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++)
		if (strcmp(elsewhere[i].processor, processor) == 0 && strcmp(elsewhere[i].parameter, parameter) == 0)
			return true;
	return false;
}

static void check(const struct claim *claim)
{
	static const char *const verbs[] = { [RISES] = "rises", [FALLS] = "falls", [MOVES] = "moves" };
	const double difference = claim_difference(claim);
	const double right_way = claim->direction == RISES   ? difference
				 : claim->direction == FALLS ? -difference
							     : fabs(difference);
	cr_expect(right_way >= claim->by, "%s: %s by %g, not by %g or more", claim_name(claim), verbs[claim->direction],
		  right_way, claim->by);
}

CONTRACT_TEST(claims, hold)
{
	for (size_t table = 0; table < TABLES; table++)
		for (const struct claim *claim = tables[table]; claim->processor; claim++)
			if (strcmp(claim->processor, processor->name) == 0)
				check(claim);
}

static bool is_claimed(const char *processor, const char *parameter)
{
	for (size_t table = 0; table < TABLES; table++)
		for (const struct claim *claim = tables[table]; claim->processor; claim++)
			if (strcmp(claim->processor, processor) == 0 && strcmp(claim->parameter, parameter) == 0)
				return true;
	return false;
}

/** The processors that are parts of the graph and have no batch, and the tests that render them. */
static const struct {
	const char *processor, *test;
} rendered[] = {
	{ "split", "suites/forks" },       { "parallel", "suites/forks" },    { "mid", "suites/forks" },
	{ "side", "suites/forks" },        { "meter", "suites/calibration" }, { "normalise", "suites/calibration" },
	{ "hardware", "suites/hardware" },
};

Test(claims, leave_out_pieces_of_graph_alone)
{
	size_t count, left_out = 0;
	const struct processor *const *processors = registry_list(&count);
	for (size_t i = 0; i < count; i++) {
		if (processors[i]->batch_new)
			continue;
		bool found = false;
		for (size_t k = 0; k < sizeof rendered / sizeof rendered[0]; k++)
			found = found || strcmp(rendered[k].processor, processors[i]->name) == 0;
		cr_expect(found, "%s: nothing is known to render it", processors[i]->name);
		left_out++;
	}
	cr_expect_eq(left_out, sizeof rendered / sizeof rendered[0]);
}

static void expect_claimed(const char *processor, const char *parameter)
{
	cr_expect_neq(is_claimed(processor, parameter), is_elsewhere(processor, parameter),
		      "%s, %s: a row in tests/contracts/claims_*.c shows what it does, or one in `elsewhere` says why "
		      "none can",
		      processor, parameter);
}

CONTRACT_TEST(claims, are_made_of_every_parameter)
{
	for (size_t i = 0; i < processor->parameter_count; i++) {
		const struct parameter *parameter = &processor->parameters[i];
		const bool nested = parameter->type == PARAMETER_LIST || parameter->type == PARAMETER_GROUP;
		if (!nested)
			expect_claimed(processor->name, parameter->name);
		for (size_t field = 0; nested && field < parameter->field_count; field++) {
			char name[128];
			snprintf(name, sizeof name, "%s.%s", parameter->name, parameter->fields[field].name);
			expect_claimed(processor->name, name);
		}
	}
}
