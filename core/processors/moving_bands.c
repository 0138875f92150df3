/* Designs the bands of an equaliser that automation moves.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/moving_bands.h"

#include "dsp/design_table.h"
#include "processors/eq_bands.h"

struct moving_band {
	size_t index; /* in the list */
	enum design_value value; /* the one that moves, where there is a table */
	const struct design_table *table; /* NULL: several values move */
	double sample_rate;
};

bool moving_bands_has(const struct processor_instance *instance, size_t parameter, size_t band)
{
	return instance->least &&
	       eq_band_moves(instance->least[parameter].items[band], instance->greatest[parameter].items[band]);
}

static double value_of(const struct filter_band *band, enum design_value value)
{
	return value == DESIGN_FREQUENCY ? band->frequency : value == DESIGN_GAIN ? band->gain_db : band->q;
}

/* Tabulates a band of which one value alone moves. Returns false when out of memory. */
static bool tabulate(struct moving_band *moving, struct arena *arena, const struct filter_band *least,
		     const struct filter_band *greatest)
{
	size_t count = 0;
	for (int value = DESIGN_FREQUENCY; value <= DESIGN_Q; value++)
		if (value_of(least, (enum design_value)value) < value_of(greatest, (enum design_value)value)) {
			moving->value = (enum design_value)value;
			count++;
		}
	if (count != 1)
		return true;
	moving->table = design_table_new(arena, least, moving->value, value_of(least, moving->value),
					 value_of(greatest, moving->value), moving->sample_rate);
	return moving->table;
}

static size_t design(const struct moving_band *moving, const struct filter_band *band, struct varying_section *sections)
{
	if (!moving->table)
		return varying_design(band, moving->sample_rate, sections);
	design_table_read(moving->table, value_of(band, moving->value), sections);
	return design_table_sections(moving->table);
}

bool moving_bands_init(struct moving_bands *moving, struct arena *arena, const struct processor_instance *instance,
		       size_t parameter)
{
	const size_t items = instance->values[parameter].item_count;
	*moving = (struct moving_bands){ .bands = ARENA_ARRAY(arena, struct moving_band, items) };
	for (size_t i = 0; moving->bands && i < items; i++) {
		struct moving_band *band = &moving->bands[moving->count];
		struct varying_section sections[VARYING_SECTIONS_PER_BAND];
		if (!moving_bands_has(instance, parameter, i))
			continue;
		const struct filter_band least = eq_band(instance->least[parameter].items[i]);
		const struct filter_band greatest = eq_band(instance->greatest[parameter].items[i]);
		*band = (struct moving_band){ .index = i, .sample_rate = instance->context.sample_rate };
		if (!tabulate(band, arena, &least, &greatest))
			return false;
		moving->sections += design(band, &least, sections);
		moving->count++;
	}
	return moving->bands;
}

void moving_bands_design(const struct moving_bands *moving, const struct parameter_value *bands,
			 struct varying_section *sections)
{
	for (size_t i = 0; i < moving->count; i++) {
		const struct filter_band band = eq_band(bands->items[moving->bands[i].index]);
		sections += design(&moving->bands[i], &band, sections);
	}
}
