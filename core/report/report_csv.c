/* Writes the report for spreadsheets.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/report_csv.h"

#include "report/escape.h"
#include "report/figure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct table {
	struct text *text;
	const char *recipe; /* it stands before each row; NULL means that the table is about one recipe */
	const struct verdicts *verdicts;
	bool *told; /* [verdicts->count] the verdicts that stand in a row */
};

/* Returns whether a verdict has the name "WHAT NAME", or "WHAT" when there is no name. */
static bool is_about(const char *verdict, const char *what, const char *name)
{
	size_t length = strlen(what);
	if (strncmp(verdict, what, length) != 0)
		return false;
	return !name ? verdict[length] == '\0' : verdict[length] == ' ' && strcmp(verdict + length + 1, name) == 0;
}

static const char *judged(struct table *table, const char *what, const char *name)
{
	for (size_t i = 0; i < table->verdicts->count; i++) {
		const struct verdict *verdict = &table->verdicts->items[i];
		if (table->told[i] || !is_about(verdict->name, what, name))
			continue;
		table->told[i] = true;
		return verdict_status_text(verdict->status);
	}
	return "";
}

static void begin_row(struct table *table, const char *subject, const char *quantity)
{
	if (table->recipe) {
		escape_append(table->text, ESCAPE_CSV, table->recipe);
		text_append(table->text, ",");
	}
	escape_append(table->text, ESCAPE_CSV, subject);
	text_append(table->text, ",");
	escape_append(table->text, ESCAPE_CSV, quantity);
	text_append(table->text, ",");
}

static void end_row(struct table *table, const char *unit, const char *verdict)
{
	text_append(table->text, ",%s,%s\n", unit, verdict);
}

static void row(struct table *table, const char *subject, const char *quantity, double value, unsigned decimals,
		const char *unit, const char *verdict)
{
	begin_row(table, subject, quantity);
	figure_append(table->text, value, decimals);
	end_row(table, unit, verdict);
}

static void level(struct table *table, const char *subject, const char *quantity, double value, const char *unit)
{
	row(table, subject, quantity, value, 2, unit, "");
}

/* Adds a row with its verdict. `name` is the name in the verdict; NULL means that no verdict judges the row. */
static void judged_level(struct table *table, const char *subject, const char *name, const char *quantity,
			 const char *verdict, double value, const char *unit)
{
	row(table, subject, quantity, value, 2, unit, !name ? "" : judged(table, verdict, name));
}

static void loudness(struct table *table, const char *subject, const char *name, const struct loudness *loudness)
{
	judged_level(table, subject, name, "integrated", "integrated", loudness->integrated_lufs, "LUFS");
	judged_level(table, subject, name, "range", "range", loudness->range_lu, "LU");
	judged_level(table, subject, name, "momentary_max", "momentary", loudness->momentary_max_lufs, "LUFS");
	judged_level(table, subject, name, "short_term_max", "short_term", loudness->short_term_max_lufs, "LUFS");
	judged_level(table, subject, name, "true_peak", "true_peak", loudness->true_peak_dbtp, "dBTP");
	level(table, subject, "true_peak_bs1770", loudness->bs1770_peak_dbtp, "dBTP");
	level(table, subject, "plr", loudness->plr_db, "dB");
	level(table, subject, "psr_min", loudness->psr_min_db, "dB");
	level(table, subject, "psr_mean", loudness->psr_mean_db, "dB");
}

static void fault(struct table *table, const char *subject, const char *name, const char *quantity,
		  const struct quality_fault *fault)
{
	row(table, subject, quantity, (double)fault->fault.count, 0, "", judged(table, quantity, name));
}

static void quality(struct table *table, const char *subject, const char *name, const struct quality *quality)
{
	fault(table, subject, name, "clipping", &quality->clipping);
	fault(table, subject, name, "dropouts", &quality->dropouts);
	fault(table, subject, name, "held", &quality->held);
	fault(table, subject, name, "repeats", &quality->repeats);
	fault(table, subject, name, "clicks", &quality->clicks);
	judged_level(table, subject, name, "offset_dbfs", "offset", quality->offset_dbfs, "dBFS");
	row(table, subject, "lead_seconds", (double)quality->lead_frames / quality->sample_rate, 3, "s", "");
	row(table, subject, "tail_seconds", (double)quality->tail_frames / quality->sample_rate, 3, "s", "");
	row(table, subject, "correlation", quality->correlation, 3, "", judged(table, "phase", name));
	level(table, subject, "mono_loss_db", quality->mono_loss_db, "dB");
	judged_level(table, subject, name, "balance_db", "balance", quality->balance_db, "dB");
	row(table, subject, "coder_certainty", quality->coder.certainty, 1, "", judged(table, "coder", name));
	row(table, subject, "band_edge_hertz", quality->band.edge_hertz, 0, "Hz", judged(table, "band", name));
}

static void file(struct table *table, const struct report_file *file)
{
	const char *name = !file->title ? file->name : file->title;
	row(table, file->path, "frames", (double)file->frames, 0, "frames", "");
	if (file->range)
		row(table, file->path, "from_frame", (double)file->range->from, 0, "frames", "");
	begin_row(table, file->path, "rate");
	figure_append_short(table->text, file->sample_rate, 3);
	end_row(table, "Hz", "");
	row(table, file->path, "channels", (double)file->channels, 0, "", "");
	judged_level(table, file->path, name, "peak_dbfs", "peak", file->loudness.sample_peak_dbfs, "dBFS");
	if (!file->container)
		row(table, file->path, "clipped", (double)file->clipped, 0, "samples", judged(table, "clipping", name));
	if (file->headroom_db > 0.0)
		level(table, file->path, "headroom_db", file->headroom_db, "dB");
	if (file->measured)
		loudness(table, file->path, name, &file->loudness);
	if (file->quality)
		quality(table, file->path, name, file->quality);
}

/* Adds the residual of a proof inside the engine: "engine", "engine groups". */
static void engine(struct table *table, const struct report_proof *proof)
{
	const struct proof_result *result = &proof->result;
	struct text subject = { 0 };
	text_append(&subject, "engine%s%s", !proof->set ? "" : " ", !proof->set ? "" : proof->set);
	row(table, subject.bytes, "engine_residual_dbfs", result->engine_residual_peak_dbfs, 2, "dBFS",
	    judged(table, "engine", proof->set));
	level(table, subject.bytes, "engine_residual_rms_dbfs", result->engine_residual_rms_dbfs, "dBFS");
	table->text->failed |= subject.failed;
	text_release(&subject);
}

/* Adds the figures of a proof. The subject is the path of the mix, or "set groups". */
static void proof(struct table *table, const struct report *report, const struct report_proof *proof)
{
	const struct report_file *mix = &report->files[proof->mix];
	const struct proof_result *result = &proof->result;
	struct text subject = { 0 };
	text_append(&subject, "%s%s", !proof->set ? "" : "set ", !proof->set ? mix->path : proof->set);
	row(table, subject.bytes, "residual_peak_dbfs", result->residual_peak_dbfs, 2, "dBFS",
	    judged(table, "null",
		   proof->set   ? proof->set
		   : mix->range ? mix->title
				: mix->name));
	level(table, subject.bytes, "residual_rms_dbfs", result->residual_rms_dbfs, "dBFS");
	level(table, subject.bytes, "floor_dbfs", result->floor_dbfs, "dBFS");
	level(table, subject.bytes, "bound_dbfs", result->bound_dbfs, "dBFS");
	/* The engine runs once for the full files and all parts. */
	if (!isnan(result->engine_residual_peak_dbfs) && mix->range == report->files[0].range)
		engine(table, proof);
	table->text->failed |= subject.failed;
	text_release(&subject);
}

/* Adds rows like "drums with lead": the part of the first stem that goes with the second. */
static void coherence(struct table *table, const struct report *report, const struct report_proof *proof)
{
	const size_t stems = !proof->coherence ? 0 : proof->coherence->stem_count;
	for (size_t i = 0; i < stems * stems; i++) {
		struct text subject = { 0 };
		if (i / stems == i % stems)
			continue;
		text_append(&subject, "%s with %s", report->files[proof->stems[i / stems]].path,
			    report->files[proof->stems[i % stems]].path);
		level(table, subject.bytes, "coherence_share_db", proof->coherence->shares_db[i], "dB");
		row(table, subject.bytes, "coherence_largest", proof->coherence->largest[i], 4, "", "");
		table->text->failed |= subject.failed;
		text_release(&subject);
	}
}

static void trim(struct table *table, const struct report_trim *trim)
{
	struct text subject = { 0 };
	text_append(&subject, "trim %s%s", trim->mix ? "mix " : "", trim->mix ? trim->mix : trim->strip);
	level(table, subject.bytes, "gain_db", trim->gain_db, "dB");
	level(table, subject.bytes, "peak_dbfs", trim->loudness.sample_peak_dbfs, "dBFS");
	loudness(table, subject.bytes, NULL, &trim->loudness);
	table->text->failed |= subject.failed;
	text_release(&subject);
}

static void meter(struct table *table, const struct report_meter *meter)
{
	struct text subject = { 0 };
	text_append(&subject, "meter %s", meter->name);
	level(table, subject.bytes, "peak_dbfs", meter->loudness.sample_peak_dbfs, "dBFS");
	level(table, subject.bytes, "rms_dbfs", meter->level.rms_dbfs, "dBFS");
	row(table, subject.bytes, "correlation", meter->level.correlation, 3, "", "");
	loudness(table, subject.bytes, NULL, &meter->loudness);
	if (meter->reduces) {
		level(table, subject.bytes, "gain_reduction_most_db", meter->reduction.most_db, "dB");
		level(table, subject.bytes, "gain_reduction_mean_db", meter->reduction.mean_db, "dB");
		row(table, subject.bytes, "gain_reduction_share", meter->reduction.share, 4, "", "");
	}
	table->text->failed |= subject.failed;
	text_release(&subject);
}

/* Adds rows like "residue master", "missing master" or "residue drums by track". */
static void opaque(struct table *table, const struct report_opaque *opaque)
{
	struct text subject = { 0 };
	text_append(&subject, "%s %s%s", opaque->policy == STEM_POLICY_PER_LANE ? "missing" : "residue", opaque->strip,
		    opaque->by_track ? " by track" : "");
	level(table, subject.bytes, "peak_dbfs", opaque->peak_dbfs, "dBFS");
	level(table, subject.bytes, "rms_dbfs", opaque->rms_dbfs, "dBFS");
	level(table, subject.bytes, "relative_db", opaque->relative_db, "dB");
	table->text->failed |= subject.failed;
	text_release(&subject);
}

/* Adds what tracks bring to stems: "kick in drums". The second figure is the one that is judged. */
static void bleed(struct table *table, const struct bleed *bleed)
{
	const struct reach *reach = bleed->reach;
	for (size_t i = 0; i < reach->track_count * reach->stem_count; i++) {
		struct text subject = { 0 };
		if (reach->cells[i].kind == REACH_NOT && isnan(bleed->levels[i].level_dbfs))
			continue;
		text_append(&subject, "%s in %s", reach->recipe->strips[reach->tracks[i / reach->stem_count]].name,
			    reach->recipe->stems[reach->stems[i % reach->stem_count]]);
		level(table, subject.bytes, "level_dbfs", bleed->levels[i].level_dbfs, "dBFS");
		row(table, subject.bytes, "bleed", bleed->levels[i].relative_db, 2, "dB",
		    judged(table, "bleed", subject.bytes));
		table->text->failed |= subject.failed;
		text_release(&subject);
	}
}

/* Adds the verdicts that judge no single measurement above. */
static void rest(struct table *table)
{
	for (size_t i = 0; i < table->verdicts->count; i++) {
		const struct verdict *verdict = &table->verdicts->items[i];
		const char *space = strchr(verdict->name, ' ');
		struct text quantity = { 0 };
		if (table->told[i])
			continue;
		text_append_bytes(&quantity, verdict->name,
				  !space ? strlen(verdict->name) : (size_t)(space - verdict->name));
		begin_row(table, !space ? verdict->name : space + 1, quantity.bytes);
		end_row(table, "", verdict_status_text(verdict->status));
		table->text->failed |= quantity.failed;
		text_release(&quantity);
	}
}

enum status report_csv_rows(const struct report *report, const char *recipe, struct text *text)
{
	struct table table = { .text = text, .recipe = recipe, .verdicts = report->verdicts };
	table.told = calloc(report->verdicts->count + 1, sizeof *table.told);
	if (report->verdicts->failed || !table.told) {
		free(table.told);
		return STATUS_NO_MEMORY;
	}
	for (size_t i = 0; i < report->file_count; i++)
		file(&table, &report->files[i]);
	for (size_t i = 0; i < report->proof_count; i++)
		proof(&table, report, &report->proofs[i]);
	for (size_t i = 0; i < report->proof_count; i++)
		coherence(&table, report, &report->proofs[i]);
	for (size_t i = 0; i < report->trim_count; i++)
		trim(&table, &report->trims[i]);
	for (size_t i = 0; i < report->meter_count; i++)
		meter(&table, &report->meters[i]);
	for (size_t i = 0; i < report->opaque_count; i++)
		opaque(&table, &report->opaques[i]);
	for (size_t i = 0; i < report->sum_count; i++)
		level(&table, report->sums[i].strip, "input_peak_dbfs", report->sums[i].peak_dbfs, "dBFS");
	if (report->bleed)
		bleed(&table, report->bleed);
	if (report->album)
		loudness(&table, "album", "album", &report->album->loudness);
	rest(&table);
	free(table.told);
	return text->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

enum status report_csv(const struct report *report, struct text *text)
{
	text_append(text, "subject,quantity,value,unit,verdict\n");
	return report_csv_rows(report, NULL, text);
}
