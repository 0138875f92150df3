/* Writes what a draft says about its files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft/draft_comment.h"

#include "report/printable.h"

#include <math.h>

static void append_quoted(struct text *out, const char *name)
{
	text_append(out, "\"");
	printable_append(out, name);
	text_append(out, "\"");
}

static void append_time(struct text *out, uint64_t frames, unsigned sample_rate)
{
	const uint64_t tenths = (frames * 10 + sample_rate / 2) / sample_rate;
	text_append(out, "%llu:%02llu.%llu", (unsigned long long)(tenths / 600), (unsigned long long)(tenths / 10 % 60),
		    (unsigned long long)(tenths % 10));
}

static void append_role(struct text *out, const struct draft_file *file)
{
	const struct role_guess *guess = &file->guess;
	if (!guess->phrase) {
		text_append(out, "not known: its name does not say what it is");
		return;
	}
	text_append(out, "%s: %s \"%s\"", role_facts[guess->role].name,
		    file->by_folder ? "its folder is named" : "its name says", guess->phrase);
	if (guess->also)
		text_append(out, " (and \"%s\")", guess->also);
}

static void append_channels(struct text *out, const struct draft *draft, const struct draft_file *file)
{
	if (file->dual_mono)
		text_append(out, "; mono, since both of its channels are the same");
	else if (file->paired) {
		text_append(out, "; stereo, with ");
		append_quoted(out, draft->files[file->other].path);
		text_append(out, " as its right side");
	} else if (file->hard)
		text_append(out, "; mono, hard to its side, since the file of the other side has another %s",
			    "length or rate");
	else
		text_append(out, "; %s", file->channels == 1 ? "mono" : "stereo");
}

static void append_levels(struct text *out, const struct draft_file *file)
{
	if (isnan(file->integrated_lufs))
		text_append(out, ", too short or too quiet for a loudness");
	else
		text_append(out, ", %.1f LUFS", file->integrated_lufs);
	text_append(out, ", peak %.1f dBFS", file->peak_dbfs);
}

/* A sound that begins within half a second begins at the start. */
static void append_times(struct text *out, const struct draft *draft, const struct draft_file *file)
{
	text_append(out, ", ");
	append_time(out, file->frames, file->sample_rate);
	if (file->first_sound > file->sample_rate / 2) {
		text_append(out, ", silent until ");
		append_time(out, file->first_sound, file->sample_rate);
	}
	if (file->sample_rate != draft->sample_rate)
		text_append(out, ", converted from %u Hz", file->sample_rate);
}

void draft_comment_append(const struct draft *draft, const struct draft_file *file, struct text *out)
{
	append_role(out, file);
	append_channels(out, draft, file);
	append_times(out, draft, file);
	append_levels(out, file);
}

void draft_comment_append_reason(const struct draft *draft, const struct draft_file *file, struct text *out)
{
	switch (file->fate) {
	case FATE_TRACK:
	case FATE_RIGHT:
		break;
	case FATE_UNUSABLE:
		printable_append(out, file->problem);
		break;
	case FATE_SILENT:
		text_append(out, isnan(file->peak_dbfs) ? "it is silent" : "it is silent: its peak is %.1f dBFS",
			    file->peak_dbfs);
		break;
	case FATE_UNMIXED:
		text_append(out, "its name says that it is a %s: \"%s\"", role_facts[file->guess.role].name,
			    file->guess.phrase);
		break;
	case FATE_DUPLICATE:
		text_append(out, "it has the same samples as ");
		append_quoted(out, draft->files[file->other].path);
		break;
	case FATE_TAKE:
		text_append(out, "it is another take of ");
		append_quoted(out, draft->files[file->other].path);
		break;
	case FATE_SUM:
		text_append(out, "its name says that it is a sum of other tracks: \"%s\"", file->sum);
		break;
	case FATE_BEYOND:
		text_append(out, "there are more than %d tracks", DRAFT_TRACKS_MAXIMUM);
		break;
	}
}
