/* Probes files, and tells with --verbose what they are.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/file_probe.h"

#include "cmd/terminal.h"
#include "cmd/verbose_options.h"
#include "report/table.h"

static const char *const titles[] = { "file read", "format", "kHz", "channels", "seconds" };

static void add_row(struct table *table, const char *path, const struct audio_probe *probe)
{
	const struct audio_properties *properties = &probe->properties;
	char format[64];
	table_add(table, "%s", path);
	if (probe->status != STATUS_OK) {
		table_add(table, "unknown");
		for (size_t i = 2; i < table->columns; i++)
			table_add(table, "-");
		return;
	}
	table_add(table, "%s", audio_format_text(&properties->format, format, sizeof format));
	table_add(table, "%.6g", properties->sample_rate / 1000.0);
	table_add(table, "%u", properties->channels);
	table_add(table, "%.3f", (double)properties->frames / properties->sample_rate);
}

static enum status tell(const char *const *paths, size_t count, const struct audio_probe *probes)
{
	FILE *stream = terminal_error();
	struct text text = terminal_text(stream);
	struct table table = { .form = "nlr", .columns = sizeof titles / sizeof *titles };
	for (size_t i = 0; i < table.columns; i++)
		table_add(&table, "%s", titles[i]);
	for (size_t i = 0; i < count; i++)
		add_row(&table, paths[i], &probes[i]);
	table_text(&table, &text);
	const enum status status = terminal_write_text(&text, stream);
	text_release(&text);
	return status;
}

enum status file_probe(const char *const *paths, size_t count, struct audio_probe *probes)
{
	const struct audio_probe_limits limits = audio_probe_limits();
	const enum status status = count > 0 ? audio_probe(paths, count, &limits, probes) : STATUS_OK;
	if (status == STATUS_NO_MEMORY || count == 0 || !verbose_is_asked_for())
		return status;
	return tell(paths, count, probes) == STATUS_NO_MEMORY ? STATUS_NO_MEMORY : status;
}
