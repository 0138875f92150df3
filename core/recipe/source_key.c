/* Reads the keys that generated signals share.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/source_key.h"

#include "recipe/reader.h"

void recipe_read_channels(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_source *source = target;
	unsigned channels;
	if (reader_key_whole(reader, entry, &channels))
		source->channel_count = channels;
}

void recipe_read_frequency(struct reader *reader, const struct entry *entry, void *target)
{
	double *frequency = (double *)(void *)((char *)target + entry->key->offset);
	const double highest = floor(SOURCE_FREQUENCY_PART * reader->base.sample_rate);
	reader_number(reader, entry, QUANTITY_FREQUENCY, entry->key->minimum, highest, frequency);
}
