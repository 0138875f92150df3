/* Writes which outputs the channels of a device hold.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/device_text.h"

#include "report/printable.h"

#include <string.h>

static bool is_told(const struct report_file *file, size_t channel)
{
	for (size_t i = 0; i < channel; i++)
		if (file->device_channels[i].output &&
		    strcmp(file->device_channels[i].output, file->device_channels[channel].output) == 0)
			return true;
	return false;
}

/* Returns the channel of the device that holds channel `own` of an output; 0 if none does. */
static size_t channel_of(const struct report_file *file, const char *output, size_t own)
{
	for (size_t i = 0; i < file->channels; i++)
		if (file->device_channels[i].output && file->device_channels[i].channel == own &&
		    strcmp(file->device_channels[i].output, output) == 0)
			return i + 1;
	return 0;
}

void device_text(const struct report_file *file, struct text *text)
{
	const char *separator = "";
	for (size_t i = 0; i < file->channels; i++) {
		const char *output = file->device_channels[i].output;
		if (!output || is_told(file, i))
			continue;
		text_append(text, "%s", separator);
		printable_append(text, output);
		for (size_t own = 1, channel; (channel = channel_of(file, output, own)) != 0; own++)
			text_append(text, "%s%zu", own == 1 ? " on " : ", ", channel);
		separator = "; ";
	}
}

void device_text_of_strip(const struct recipe *recipe, size_t strip, struct text *text)
{
	const struct recipe_strip *output = &recipe->strips[strip];
	if (output->device == RECIPE_NONE)
		return;
	printable_append(text, recipe->devices[output->device].name);
	for (size_t i = 0; i < output->channels; i++)
		text_append(text, "%s%u", i == 0 ? " " : ", ", output->device_channels[i].number);
}
