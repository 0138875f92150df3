/* Tests the description of a processor.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/registry.h"
#include "report/layout.h"
#include "report/processor_text.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static const char *const words[] = { "soft", "hard", NULL };

static const struct parameter fields[] = {
	{ .name = "freq",
	  .help = "corner",
	  .type = PARAMETER_NUMBER,
	  .required = true,
	  .quantity = QUANTITY_FREQUENCY,
	  .minimum = 20.0,
	  .maximum = 20000.0 },
};

static const struct parameter parameters[] = {
	{ .name = "threshold",
	  .help = "level above which it acts",
	  .type = PARAMETER_NUMBER,
	  .quantity = QUANTITY_LEVEL,
	  .minimum = -60.0,
	  .maximum = 0.0,
	  .fallback = -20.0 },
	{ .name = "shape", .help = "its corner", .type = PARAMETER_CHOICE, .fallback = 1.0, .choices = words },
	{ .name = "link", .help = "one gain for all channels", .type = PARAMETER_SWITCH, .fallback = 1.0 },
	{ .name = "key", .help = "what is listened to", .type = PARAMETER_KEY },
	{ .name = "filters",
	  .help = "of the key",
	  .type = PARAMETER_LIST,
	  .fields = fields,
	  .field_count = 1,
	  .item_maximum = 4 },
};

static const struct processor processor = {
	.name = "clamp",
	.summary = "holds on",
	.description =
		"One paragraph.\n\nAnother, which is long enough to be broken somewhere near the hundredth column of "
		"the terminal.",
	.law = STEM_LAW_GAIN,
	.parameters = parameters,
	.parameter_count = 5,
	.shorthand = 0,
};

static const char golden[] = "clamp: holds on\n"
			     "\n"
			     "  One paragraph.\n"
			     "\n"
			     "  Another, which is long enough to be broken somewhere near the hundredth column\n"
			     "  of the terminal.\n"
			     "\n"
			     "  Stems: gain: it computes gains from the whole mix or the key, and multiplies\n"
			     "         the mix and every stem by the same ones, so the stems still add up\n"
			     "\n"
			     "  parameter  unit  range               default   what it does\n"
			     "  threshold  dBFS  -60 dBFS to 0 dBFS  -20 dBFS  level above which it acts\n"
			     "  shape            a word              hard      its corner (soft, hard)\n"
			     "  link             yes or no           yes       one gain for all channels\n"
			     "  key              a strip             none      what is listened to\n"
			     "  filters          up to 4             none      of the key\n"
			     "    freq     Hz    20 Hz to 20 kHz     required  corner\n"
			     "\n"
			     "  `clamp: VALUE` alone sets `threshold`.\n";

Test(processor_text, reads_like_this)
{
	struct text text = { 0 };
	processor_text(&processor, &text);
	cr_expect_str_eq(text.bytes, golden);
	text_release(&text);
}

static void expect_narrow(const char *bytes, const char *name)
{
	while (*bytes != '\0') {
		size_t length = strcspn(bytes, "\n"), columns = 0;
		for (size_t i = 0; i < length; i++)
			columns += ((unsigned char)bytes[i] & 0xc0) != 0x80;
		cr_expect(columns <= LAYOUT_WIDTH, "%s: %.*s", name, (int)length, bytes);
		cr_expect(length == 0 || bytes[length - 1] != ' ', "%s: trailing space: %.*s|", name, (int)length,
			  bytes);
		bytes += length + (bytes[length] == '\n');
	}
}

static void expect_all_told(const char *bytes, const struct parameter *table, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		cr_expect(strstr(bytes, table[i].name), "%s", table[i].name);
		expect_all_told(bytes, table[i].fields, table[i].field_count);
	}
}

Test(processor_text, tells_all_of_every_processor)
{
	size_t count;
	const struct processor *const *list = registry_list(&count);
	for (size_t i = 0; i < count; i++) {
		struct text text = { 0 };
		processor_text(list[i], &text);
		cr_assert(!text.failed);
		expect_narrow(text.bytes, list[i]->name);
		expect_all_told(text.bytes, list[i]->parameters, list[i]->parameter_count);
		cr_expect(!strstr(text.bytes, " nan") && !strstr(text.bytes, " -nan"));
		text_release(&text);
	}
}

Test(processor_text, lists_every_processor_on_its_line)
{
	size_t count, lines = 0;
	const struct processor *const *list = registry_list(&count);
	struct text text = { 0 };
	processor_list_text(&text);
	expect_narrow(text.bytes, "list");
	for (const char *line = text.bytes; *line != '\0'; line += strcspn(line, "\n") + 1) {
		if (*line == ' ')
			continue; /* the summary goes on in this line */
		cr_assert(lines < count);
		size_t length = strlen(list[lines]->name);
		cr_expect(strncmp(line, list[lines]->name, length) == 0 && line[length] == ' ');
		lines++;
	}
	cr_expect(lines == count);
	text_release(&text);
}
