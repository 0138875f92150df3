/* Writes a draft as a recipe with comments.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft/draft_text.h"

#include "draft/draft_comment.h"
#include "draft/yaml_scalar.h"
#include "report/printable.h"

#include <math.h>

static const double threshold_over_db = 6.0; /* of a bus compressor, over the loudness of its bus */
static const double threshold_least_db = -60.0;

/* The two auxes of a draft. */
enum aux { AUX_PLATE, AUX_DELAY, AUX_COUNT };

static const char *const aux_names[AUX_COUNT] = { "plate", "delay" };

static double send_of(enum role role, enum aux aux)
{
	return aux == AUX_PLATE ? role_facts[role].plate_db : role_facts[role].delay_db;
}

/* Returns the one group that sends to the aux, GROUP_COUNT when several do; *any tells whether one does. */
static enum role_group sender_of(const struct draft *draft, enum aux aux, bool *any)
{
	enum role_group sender = GROUP_COUNT;
	*any = false;
	for (size_t i = 0; i < draft->track_count; i++) {
		const struct draft_file *file = &draft->files[draft->tracks[i]];
		if (send_of(file->guess.role, aux) >= 0.0)
			continue;
		if (*any && sender != draft_group(file))
			return GROUP_COUNT;
		*any = true;
		sender = draft_group(file);
	}
	return sender;
}

void draft_text_append_head(const struct draft *draft, const struct draft_heading *heading, struct text *out)
{
	size_t others = 0;
	for (size_t i = 0; i < draft->count; i++)
		others += draft->files[i].fate != FATE_TRACK && draft->files[i].fate != FATE_RIGHT;
	text_append(out,
		    DRAFT_MARK
		    " from %zu file%s: a recipe to start from. It has %zu track%s, and leaves %zu file%s out.\n"
		    "# What the tracks are is guessed from names, and how loud they are from measurements. Each "
		    "guess has a comment;\n# change whatever you like. To render it:\n#\n#     stemprint render ",
		    draft->count, draft->count == 1 ? "" : "s", draft->track_count, draft->track_count == 1 ? "" : "s",
		    others, others == 1 ? "" : "s");
	printable_append_word(out, heading->recipe);
	text_append(out, "\n\n");
}

static void append_session(const struct draft *draft, const struct draft_heading *heading, struct text *out)
{
	text_append(out, "version: 1\ntitle: ");
	yaml_scalar_append(out, heading->title);
	text_append(out, "\n\nsession:\n  sample_rate: %u Hz # ", draft->sample_rate);
	if (draft->rate_count == draft->track_count)
		text_append(out, "all tracks have it\n");
	else
		text_append(out, "%zu of %zu tracks have it; the others are converted\n", draft->rate_count,
			    draft->track_count);
	text_append(out, "  # tempo: 120 bpm # with a tempo, times may be notes: 1/4, 1/8d\n"
			 "  tail: auto # the render goes on until everything is under -120 dBFS\n\n");
}

void draft_text_append_source(const struct draft *draft, const struct draft_file *file, struct text *out)
{
	const double gain_db = draft_source_gain_db(draft, file);
	const bool is_plain = !file->paired && !file->dual_mono && gain_db >= 0.0;
	text_append(out, is_plain ? "" : file->paired ? "{ pair: [" : "{ file: ");
	yaml_scalar_append(out, file->path);
	if (file->paired) {
		text_append(out, ", ");
		yaml_scalar_append(out, draft->files[file->other].path);
		text_append(out, "]");
	} else if (file->dual_mono)
		text_append(out, ", channels: 1");
	if (gain_db < 0.0)
		text_append(out, ", gain: %.1f dB", gain_db);
	text_append(out, is_plain ? "" : " }");
}

double draft_text_trim_db(const struct draft *draft, const struct draft_file *file)
{
	return draft->trim_db - draft_source_gain_db(draft, file) + 0.0;
}

static void append_sends(enum role role, struct text *out)
{
	bool any = false;
	for (size_t i = 0; i < AUX_COUNT; i++) {
		const double level_db = send_of(role, (enum aux)i);
		if (level_db >= 0.0)
			continue;
		text_append(out, "%s{ to: %s, level: %.0f dB }", any ? ", " : "    sends: [", aux_names[i], level_db);
		any = true;
	}
	text_append(out, any ? "]\n" : "");
}

static void append_track(const struct draft *draft, const struct draft_file *file, struct text *out)
{
	const struct role_facts *facts = &role_facts[file->guess.role];
	text_append(out, "  %s: # ", file->name);
	draft_comment_append(draft, file, out);
	text_append(out, "\n    source: ");
	draft_text_append_source(draft, file, out);
	if (fabs(draft_text_trim_db(draft, file)) >= 0.05)
		text_append(out, "\n    trim: %.1f dB", draft_text_trim_db(draft, file));
	text_append(out, "\n");
	if (facts->highpass_hz > 0.0)
		text_append(out,
			    "    inserts: [eq: { bands: [{ type: highpass, freq: %.0f Hz, slope: 12 dB/oct }] }]\n",
			    facts->highpass_hz);
	text_append(out, "    fader: %.1f dB\n", file->fader_db + 0.0);
	if (file->hard)
		text_append(out, "    pan: %s\n", file->side == NAMED_LEFT ? "100 L" : "100 R");
	append_sends(file->guess.role, out);
	text_append(out, "    output: %s\n", group_facts[facts->group].bus);
}

/* What stays out of the mix can be put into it: its line is right without the first sign. */
static void append_other(const struct draft *draft, size_t index, struct text *out)
{
	const struct draft_file *file = &draft->files[index];
	if (file->fate == FATE_UNUSABLE) {
		text_append(out, "  # \"");
		printable_append(out, file->path);
		text_append(out, "\": ");
	} else {
		const enum role_group group = draft_group(file);
		text_append(out, "  # %s-file-%zu: { source: ", role_facts[file->guess.role].name, index + 1);
		draft_text_append_source(draft, file, out);
		if (group != GROUP_COUNT && !isnan(draft->group_lufs[group]))
			text_append(out, ", output: %s", group_facts[group].bus);
		text_append(out, " } # ");
	}
	draft_comment_append_reason(draft, file, out);
	text_append(out, "\n");
}

void draft_text_append_others(const struct draft *draft, struct text *out)
{
	bool any = false;
	for (size_t i = 0; i < draft->count; i++) {
		if (draft->files[i].fate == FATE_TRACK || draft->files[i].fate == FATE_RIGHT)
			continue;
		text_append(out, any ? "" : "\n  # Not in the mix:\n");
		append_other(draft, i, out);
		any = true;
	}
}

static void append_tracks(const struct draft *draft, struct text *out)
{
	text_append(
		out,
		"# The faders make the balance: they bring each role to a level of its own, within -12 and 6 dB. The "
		"trim, which is\n# the same for all tracks, brings the mix to its loudness.\ntracks:\n");
	for (size_t i = 0; i < draft->track_count; i++) {
		const struct draft_file *file = &draft->files[draft->tracks[i]];
		if (i == 0 || draft_group(file) != draft_group(&draft->files[draft->tracks[i - 1]]))
			text_append(out, "%s  # -- %s --\n", i > 0 ? "\n" : "", group_facts[draft_group(file)].name);
		append_track(draft, file, out);
	}
	draft_text_append_others(draft, out);
}

static void append_buses(const struct draft *draft, struct text *out)
{
	text_append(out, "\nbuses: # each is a stem\n");
	for (size_t i = 0; i < GROUP_COUNT; i++) {
		const struct group_facts *facts = &group_facts[i];
		if (isnan(draft->group_lufs[i]))
			continue;
		text_append(out, "  %s:\n    stem: %s\n", facts->bus, facts->name);
		if (facts->ratio > 0.0)
			text_append(
				out,
				"    inserts: # it turns down what stands out of the bus\n      - compressor: { "
				"threshold: %.1f dB, ratio: %.1f, knee: 6 dB, attack: %.0f ms, release: %.0f ms }\n",
				fmax(threshold_least_db, fmin(0.0, draft->group_lufs[i] + threshold_over_db)),
				facts->ratio, facts->attack_ms, facts->release_ms);
		text_append(out, "    output: master\n");
	}
}

/* An aux that hears one stem alone returns to the bus of that stem. */
static void append_auxes(const struct draft *draft, struct text *out)
{
	static const char *const inserts[AUX_COUNT] = {
		"    use: plate # `stemprint presets plate` shows it\n",
		"    inserts: # with a tempo, the time may be a note: 1/4\n"
		"      - delay: { time: 350 ms, feedback: 25 %, damping: 4 kHz, low_cut: 200 Hz }\n",
	};
	bool any[AUX_COUNT];
	enum role_group senders[AUX_COUNT];
	for (size_t i = 0; i < AUX_COUNT; i++)
		senders[i] = sender_of(draft, (enum aux)i, &any[i]);
	for (size_t i = 0; i < AUX_COUNT; i++) {
		if (!any[i])
			continue;
		text_append(out, "%s  %s:\n%s    output: %s\n",
			    i == 0 || !any[0] ? "\nauxes: # without a label: each stem has its own part of them\n" : "",
			    aux_names[i], inserts[i],
			    senders[i] == GROUP_COUNT ? "master" : group_facts[senders[i]].bus);
	}
}

static void append_master(const struct draft *draft, const struct draft_heading *heading, struct text *out)
{
	if (heading->trial) {
		text_append(out, "\noutputs:\n  master:\n    inserts: [normalise: %.0f LUFS]\n", DRAFT_LOUDNESS_LUFS);
		return;
	}
	text_append(out, "\noutputs:\n  master: # ");
	if (isnan(draft->mix_peak_dbtp))
		text_append(out, "the limiter is there for what comes later");
	else
		text_append(out, "the mix peaks at %.1f dBTP here, so the limiter does nothing yet",
			    draft->mix_peak_dbtp);
	text_append(out, "\n    inserts: [limiter: { ceiling: -1 dBTP }]\n");
}

static void append_prints(const struct draft *draft, struct text *out)
{
	text_append(out, "\nprint:\n  directory: prints\n  format: { container: wav, encoding: pcm24, dither: tpdf }\n"
			 "  mixes: { mix: { of: master } } # prints/mix.wav\n"
			 "  stems: { of: master } # prints/stems/*.wav: they add up to the mix\n"
			 "\nverify:\n  proof: {} # the stems add up to the mix, as far as 24 bits allow\n");
	if (isnan(draft->mix_lufs))
		text_append(out, "  loudness: { true_peak: -1 dBTP }\n");
	else
		text_append(out, "  loudness: { integrated: %.1f LUFS, tolerance: 1 LU, true_peak: -1 dBTP }%s\n",
			    draft->mix_lufs, draft->calibrated ? " # as it is now" : "");
}

void draft_text_append(const struct draft *draft, const struct draft_heading *heading, struct text *out)
{
	draft_text_append_head(draft, heading, out);
	append_session(draft, heading, out);
	append_tracks(draft, out);
	append_buses(draft, out);
	append_auxes(draft, out);
	append_master(draft, heading, out);
	append_prints(draft, out);
}
