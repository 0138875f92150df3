/* Counts the sources that have another rate than the session.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/rate_check.h"

#include "base/quantity.h"
#include "recipe/document.h"

enum { RATE_TEXT = 48 };

/* What was seen of the files so far. */
struct tally {
	size_t count, converted; /* files, and those of another rate */
	const char *file; /* the first of another rate */
	unsigned rate; /* its rate */
	bool differ; /* the converted ones have several rates */
	struct location at;
};

static void add(struct tally *tally, const struct rate_check *check, const struct audio_probe *probe, const char *file,
		struct location at)
{
	const unsigned rate = probe->properties.sample_rate;
	tally->count++;
	if ((double)rate == check->recipe->session.sample_rate)
		return;
	if (tally->converted++ == 0) {
		tally->file = file;
		tally->rate = rate;
		tally->at = at;
	}
	tally->differ |= rate != tally->rate;
}

static struct tally tally_of(const struct rate_check *check)
{
	struct tally tally = { 0 };
	for (size_t i = 0; i < check->source_count; i++) {
		const struct recipe_source *source = check->sources[i];
		if (source->path)
			add(&tally, check, &check->probes[i], source->file, source->at);
		if (source->right_path)
			add(&tally, check, &check->right_probes[i], source->right_file, source->right_at);
	}
	for (size_t i = 0; i < check->recipe->clip_file_count; i++) {
		const struct recipe_clip_file *file = &check->recipe->clip_files[i];
		add(&tally, check, &check->clip_probes[i], file->file, file->at);
	}
	return tally;
}

/* Who writes the rate of the session has decided on it. */
static bool is_rate_written(const struct recipe *recipe)
{
	const struct document_node *session = document_find(recipe->document, "session");
	return session && session->kind == DOCUMENT_MAPPING && document_find(session, "sample_rate");
}

void rate_check_sources(const struct rate_check *check, struct diagnostics *diagnostics)
{
	const struct tally tally = tally_of(check);
	char from[RATE_TEXT], to[RATE_TEXT];
	if (tally.converted == 0 || is_rate_written(check->recipe))
		return;
	quantity_format(QUANTITY_SAMPLE_RATE, tally.rate, from, sizeof from);
	quantity_format(QUANTITY_SAMPLE_RATE, check->recipe->session.sample_rate, to, sizeof to);
	if (tally.converted == tally.count && !tally.differ)
		diagnostics_warning(diagnostics, "rate-conversion", tally.at,
				    "source \"%s\"%s has %s and is converted to %s, because the session names no rate; "
				    "add `sample_rate: %s` to session, or `sample_rate: %s` if that is meant",
				    tally.file, tally.count > 1 ? ", as all others," : "", from, to, from, to);
	else
		diagnostics_warning(diagnostics, "rate-conversion", tally.at,
				    "%zu of %zu sources are converted to %s, because the session names no rate, \"%s\" "
				    "with %s first; add `sample_rate: %s` to session if that is meant",
				    tally.converted, tally.count, to, tally.file, from, to);
}
