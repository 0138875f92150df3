/* Fills in the files, the proof and the verdicts of a null test for its report.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/nulling.h"

static struct report_file describe(const struct nulling *nulling, size_t index)
{
	const struct audio_properties *properties = &nulling->members[index].properties;
	struct report_file file = {
		.path = nulling->members[index].name,
		.role = index == 0 ? REPORT_MIX : REPORT_STEM,
		.name = nulling->members[index].short_name,
		.frames = properties->frames,
		.sample_rate = properties->sample_rate,
		.channels = properties->channels,
		.container = audio_container_name(properties->format),
		.encoding = audio_encoding_name(properties->format),
		.headroom_db = properties->headroom_db,
		.unread = !nulling->shape.comparable,
		.loudness = loudness_absent(0.0),
		.waveform = nulling->files[index].waveform,
	};
	if (nulling->members[index].paired) {
		file.left = nulling->members[index].paths[0];
		file.right = nulling->members[index].paths[1];
	}
	if (!file.unread)
		file.loudness = nulling->verification.loudness[index];
	return file;
}

enum status nulling_report(struct nulling *nulling, struct report *report)
{
	struct report_file *files = ARENA_ARRAY(nulling->arena, struct report_file, nulling->count);
	struct report_null *null = ARENA_NEW(nulling->arena, struct report_null);
	if (!files || !null)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < nulling->count; i++)
		files[i] = describe(nulling, i);
	report->sample_rate = nulling->members[0].properties.sample_rate;
	report->frames = nulling->shape.frames;
	report->files = files;
	report->file_count = nulling->count;
	if (nulling->shape.comparable) {
		*null = (struct report_null){ .stems = nulling->stems,
					      .null = nulling->verification.nulls[0],
					      .alignment = nulling->settings->align ? &nulling->alignment : NULL,
					      .coherence = nulling->settings->bleed ? &nulling->coherence : NULL,
					      .causes = nulling->forensics.causes,
					      .cause_count = nulling->forensics.cause_count };
		report->nulls = null;
		report->null_count = 1;
		verdicts_add_null(&nulling->verdicts, files[0].name, &null->null);
	}
	report->verdicts = &nulling->verdicts;
	return nulling->verdicts.failed ? STATUS_NO_MEMORY : STATUS_OK;
}
