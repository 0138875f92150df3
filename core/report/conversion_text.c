/* Writes which sources were converted to the rate of the session, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/conversion_text.h"

#include "report/figure.h"

/* A session may have hundreds of sources. The reports for machines list all of them. */
enum { NAMES_SHOWN = 8, RATE_DECIMALS = 3 };

bool conversion_has(const struct report *report, size_t first, size_t index)
{
	const struct report_source *one = &report->sources[first], *other = &report->sources[index];
	return index >= first && other->converter == one->converter && other->role == one->role &&
	       other->sample_rate == one->sample_rate;
}

bool conversion_begins(const struct report *report, size_t index)
{
	if (report->sources[index].converter == REPORT_CONVERTER_NONE)
		return false;
	for (size_t i = 0; i < index; i++)
		if (conversion_has(report, i, index))
			return false;
	return true;
}

static void append_rate(double sample_rate, struct text *text)
{
	figure_append_short(text, sample_rate, RATE_DECIMALS);
	text_append(text, " Hz");
}

static const char *noun_of(enum report_source_role role, size_t count)
{
	if (role == REPORT_RESPONSE)
		return count == 1 ? "impulse response" : "impulse responses";
	return count == 1 ? "source" : "sources";
}

static void append_names(const struct report *report, size_t first, size_t count, struct text *text)
{
	size_t shown = 0;
	for (size_t i = first; i < report->source_count && shown < NAMES_SHOWN; i++)
		if (conversion_has(report, first, i))
			text_append(text, "%s%s", shown++ > 0 ? ", " : ": ", report->sources[i].file);
	if (count > shown)
		text_append(text, " and %zu more", count - shown);
}

void conversion_text(const struct report *report, size_t first, struct text *text)
{
	const struct report_source *source = &report->sources[first];
	size_t count = 0;
	for (size_t i = first; i < report->source_count; i++)
		count += conversion_has(report, first, i);
	text_append(text, "%zu %s of ", count, noun_of(source->role, count));
	append_rate(source->sample_rate, text);
	text_append(text, " %s converted to ", count == 1 ? "was" : "were");
	append_rate(report->sample_rate, text);
	text_append(text, " by %s", report_converter_name(source->converter));
	append_names(report, first, count, text);
}
