/* Splits a signal into bands, with a chain of inserts behind each: split.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/band.h"
#include "processors/band_list.h"
#include "processors/fork_chain.h"
#include "processors/processor.h"

enum { SLOPE, PHASE, BANDS, RACK };
enum { TO, LEVEL, MUTE, INSERTS, NAME };
enum { BANDS_MAXIMUM = CROSSOVERS_MAXIMUM + 1 };

enum { PHASE_MINIMUM, PHASE_LINEAR };

static const char *const phases[] = { [PHASE_MINIMUM] = "minimum", [PHASE_LINEAR] = "linear", NULL };

static const struct parameter band_fields[] = {
	[TO] = { .name = "to",
		 .help = "upper edge of the band, where the next begins; the last band has none",
		 .type = PARAMETER_NUMBER,
		 .quantity = QUANTITY_FREQUENCY,
		 .minimum = 20.0,
		 .maximum = 80000.0,
		 .fallback = 1000.0 },
	[LEVEL] = FORK_CHAIN_LEVEL_ROW,
	[MUTE] = FORK_CHAIN_MUTE_ROW,
	[INSERTS] = FORK_CHAIN_INSERTS_ROW,
	[NAME] = { .name = "name", .help = "what the band is called where it is tapped", .type = PARAMETER_NAME },
};

static const struct parameter parameters[] = {
	[SLOPE] = { .name = "slope",
		    .help = "of all crossovers: 24 or 48 dB/oct",
		    .type = PARAMETER_NUMBER,
		    .quantity = QUANTITY_SLOPE,
		    .minimum = 24.0,
		    .maximum = 48.0,
		    .fallback = 24.0 },
	[PHASE] = { .name = "phase",
		    .help = "minimum: as analog crossovers, without latency; linear: nothing is turned, at the price "
			    "of latency and pre-ringing",
		    .type = PARAMETER_CHOICE,
		    .choices = phases,
		    .fallback = PHASE_MINIMUM },
	[BANDS] = { .name = "bands",
		    .help = "2 to 5 bands, from low to high",
		    .type = PARAMETER_LIST,
		    .required = true,
		    .fields = band_fields,
		    .field_count = sizeof band_fields / sizeof band_fields[0],
		    .item_maximum = BANDS_MAXIMUM },
	[RACK] = FORK_NAME_ROW,
};

static const char *problem_of(const struct parameter_value *values, struct location *at)
{
	const struct parameter_value *bands = &values[BANDS];
	*at = bands->at;
	if (bands->item_count < 2)
		return "'bands' needs two or more; add one";
	*at = values[SLOPE].at;
	if (values[SLOPE].number != 24.0 && values[SLOPE].number != 48.0)
		return "'slope' is 24 or 48 dB/oct; write one of those";
	for (size_t i = 0; i < bands->item_count; i++) {
		const struct parameter_value *to = &bands->items[i][TO];
		bool last = i + 1 == bands->item_count;
		*at = to->given ? to->at : bands->at;
		if (last && to->given)
			return "the last band has no upper edge; leave out its 'to', or add a band";
		if (i > 0 && to->given && to->number <= bands->items[i - 1][TO].number)
			return "the edges do not rise; order the bands from low to high";
		if (!last && !to->given)
			return "every band but the last needs its upper edge; give it a 'to'";
	}
	return NULL;
}

/* Fills in the crossovers as `band` takes them: the same list for all bands. */
static bool fill_head(struct parameter_value *values, const struct parameter_value *slope,
		      const struct parameter_value *bands, struct arena *arena)
{
	values[BAND_SLOPE] = *slope;
	struct parameter_value *list = &values[BAND_CROSSOVERS];
	list->items = ARENA_ARRAY(arena, struct parameter_value *, bands->item_count);
	for (size_t i = 0; list->items && i + 1 < bands->item_count; i++) {
		list->items[i] = &bands->items[i][TO];
		list->item_count++;
	}
	return list->items;
}

static bool fork_into_bands(const struct parameter_value *values, struct arena *arena, struct fork *fork,
			    const char **problem, struct location *at)
{
	const struct parameter_value *bands = &values[BANDS];
	struct location blamed = *at;
	*problem = problem_of(values, &blamed);
	if (*problem) {
		*at = blamed.line > 0 ? blamed : *at;
		return false;
	}
	const struct processor *band =
		values[PHASE].number == PHASE_LINEAR ? &linear_phase_band_processor : &band_processor;
	fork->name = values[RACK].name;
	fork->chains = ARENA_ARRAY(arena, struct fork_chain, bands->item_count);
	for (size_t i = 0; fork->chains && i < bands->item_count; i++) {
		const struct parameter_value *fields = bands->items[i];
		struct parameter_value *head = parameter_defaults(arena, band->parameters, band->parameter_count);
		if (!head || !fill_head(head, &values[SLOPE], bands, arena))
			return false;
		head[BAND_NUMBER].number = (double)(i + 1);
		fork->chains[fork->count++] = (struct fork_chain){
			.name = fields[NAME].name,
			.head = band,
			.values = head,
			.inserts = fields[INSERTS].inserts,
			.gain = fork_chain_gain(&fields[LEVEL], &fields[MUTE]),
		};
	}
	return fork->chains;
}

const struct processor split_processor = {
	.name = "split",
	.summary = "splits the signal into bands, each with a chain of inserts, and sums them",
	.description =
		"2 to 5 bands by Linkwitz-Riley crossovers of 24 or 48 dB/oct, each with inserts of its own: a "
		"multiband compressor, a bass whose sub stays clean while the octaves above are driven. Bands that "
		"nothing changes add up to an allpass: flat in level, the phase turned as by any analog crossover; "
		"with `phase: linear` they add up to the signal itself. Chains of different latency are aligned, and "
		"may hold further forks.",
	.law = STEM_LAW_LINEAR,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = -1,
	.fork = fork_into_bands,
};
