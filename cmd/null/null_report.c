/* Fills in the files, the proof and the verdicts of a null test for its report.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/null/null_report.h"

#include "verify/proof_verdict.h"

static struct report_file describe(const struct null_job *job, size_t index)
{
	const struct audio_properties *properties = &job->members[index].properties;
	struct report_file file = {
		.path = job->members[index].name,
		.location = job->members[index].paired ? NULL : job->members[index].paths[0],
		.start_seconds = (double)job->starts[index] / job->members[0].properties.sample_rate,
		.role = index == 0 ? REPORT_MIX : REPORT_STEM,
		.name = job->members[index].short_name,
		.frames = properties->frames,
		.sample_rate = properties->sample_rate,
		.channels = properties->channels,
		.container = audio_container_name(properties->format.container),
		.encoding = audio_encoding_name(properties->format.encoding),
		.headroom_db = properties->headroom_db,
		.unread = !job->shape.comparable,
		.loudness = loudness_absent(0.0),
		.waveform = job->files[index].overview ? job->files[index].overview->waveform : NULL,
		.octaves = job->files[index].overview ? &job->files[index].overview->octaves : NULL,
	};
	if (job->members[index].paired) {
		file.left = job->members[index].paths[0];
		file.right = job->members[index].paths[1];
	}
	if (!file.unread)
		file.loudness = job->proof_pass.loudness[index];
	return file;
}

enum status null_report(struct null_job *job, struct report *report)
{
	struct report_file *files = ARENA_ARRAY(job->arena, struct report_file, job->count);
	struct report_proof *proof = ARENA_NEW(job->arena, struct report_proof);
	if (!files || !proof)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < job->count; i++)
		files[i] = describe(job, i);
	report->sample_rate = job->members[0].properties.sample_rate;
	report->frames = job->shape.frames;
	report->files = files;
	report->file_count = job->count;
	if (job->shape.comparable) {
		*proof = (struct report_proof){ .stems = job->stems,
						.result = job->proof_pass.proofs[0],
						.alignment = job->settings->align ? &job->alignment : NULL,
						.coherence = job->settings->bleed ? &job->coherence : NULL,
						.causes = job->forensics.causes,
						.cause_count = job->forensics.cause_count };
		report->proofs = proof;
		report->proof_count = 1;
		verdicts_add_null(&job->verdicts, files[0].name, &proof->result);
	}
	report->verdicts = &job->verdicts;
	return job->verdicts.failed ? STATUS_NO_MEMORY : STATUS_OK;
}
