/* Reads limits of loudness: those of `verify`, of a mix, or of a profile.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_loudness.h"

#include "recipe/recipe_aim.h"

#include <math.h>

static struct loudness_limits *limits_of(void *target)
{
	return &((struct loudness_request *)target)->limits;
}

static void read_lufs(struct reader *reader, const struct entry *entry, double *value)
{
	reader_number(reader, entry, QUANTITY_LOUDNESS, -70.0, 0.0, value);
}

static void read_dbtp(struct reader *reader, const struct entry *entry, double *value)
{
	reader_number(reader, entry, QUANTITY_TRUE_PEAK, -60.0, 20.0, value);
}

static void read_dbfs(struct reader *reader, const struct entry *entry, double *value)
{
	reader_number(reader, entry, QUANTITY_LEVEL, -120.0, 0.0, value);
}

static void read_integrated(struct reader *reader, const struct entry *entry, void *target)
{
	read_lufs(reader, entry, &limits_of(target)->integrated_lufs);
}

static void read_tolerance(struct reader *reader, const struct entry *entry, void *target)
{
	reader_number(reader, entry, QUANTITY_LOUDNESS_RANGE, 0.0, 20.0, &limits_of(target)->tolerance_lu);
}

static void read_true_peak(struct reader *reader, const struct entry *entry, void *target)
{
	read_dbtp(reader, entry, &limits_of(target)->true_peak_dbtp);
}

static void read_true_peak_loud(struct reader *reader, const struct entry *entry, void *target)
{
	read_dbtp(reader, entry, &limits_of(target)->true_peak_loud_dbtp);
}

static void read_range(struct reader *reader, const struct entry *entry, void *target)
{
	reader_number(reader, entry, QUANTITY_LOUDNESS_RANGE, 0.0, 100.0, &limits_of(target)->range_lu);
}

static void read_short_term(struct reader *reader, const struct entry *entry, void *target)
{
	read_lufs(reader, entry, &limits_of(target)->short_term_lufs);
}

static void read_momentary(struct reader *reader, const struct entry *entry, void *target)
{
	read_lufs(reader, entry, &limits_of(target)->momentary_lufs);
}

static void read_peak(struct reader *reader, const struct entry *entry, void *target)
{
	read_dbfs(reader, entry, &limits_of(target)->peak_dbfs);
}

static void read_rms_least(struct reader *reader, const struct entry *entry, void *target)
{
	read_dbfs(reader, entry, &limits_of(target)->rms_least_dbfs);
}

static void read_rms_most(struct reader *reader, const struct entry *entry, void *target)
{
	read_dbfs(reader, entry, &limits_of(target)->rms_most_dbfs);
}

static void read_profile(struct reader *reader, const struct entry *entry, void *target)
{
	struct loudness_request *request = target;
	request->profile_name =
		reader_text(reader, entry, "name a profile; `stemprint loudness --profiles` lists them");
	request->profile_at = entry->value->at;
	if (request->profile_name && profile_is_file(request->profile_name))
		request->profile_path = reader_path(reader, entry->value->at, request->profile_name);
}

static void read_aim(struct reader *reader, const struct entry *entry, void *target)
{
	((struct loudness_request *)target)->of = recipe_read_aim(reader, entry);
}

/* A profile has all but the last two of these fields, the limits of a mix have all but the last, and `verify` has
   all of them. */
static const struct field limit_fields[] = {
	{ "integrated", read_integrated, false }, { "tolerance", read_tolerance, false },
	{ "true_peak", read_true_peak, false },   { "true_peak_loud", read_true_peak_loud, false },
	{ "range", read_range, false },           { "short_term", read_short_term, false },
	{ "momentary", read_momentary, false },   { "peak", read_peak, false },
	{ "rms_least", read_rms_least, false },   { "rms_most", read_rms_most, false },
	{ "profile", read_profile, false },       { "of", read_aim, false },
};

enum {
	VERIFY_FIELDS = sizeof limit_fields / sizeof *limit_fields,
	MIX_FIELDS = VERIFY_FIELDS - 1,
	PROFILE_FIELDS = MIX_FIELDS - 1,
};

/* Checks a key that has no meaning without another one. Beside a profile, which may have the other key,
   loudness_request_check() checks it. */
static void check_pair(struct reader *reader, const struct entry *entry, const char *key, const char *needed)
{
	const struct document_node *node = entry->value;
	if (node->kind == DOCUMENT_MAPPING && document_find(node, key) && !document_find(node, needed) &&
	    !document_find(node, "profile"))
		diagnostics_error(reader->diagnostics, "missing-key", entry->at,
				  "\"%s\" is missing in loudness; \"%s\" belongs to it", needed, key);
}

static void read_limits(struct reader *reader, const struct entry *entry, size_t fields,
			struct loudness_request *request)
{
	reader_mapping(reader, entry, limit_fields, fields, request);
	check_pair(reader, entry, "tolerance", "integrated");
	check_pair(reader, entry, "true_peak_loud", "integrated");
	check_pair(reader, entry, "true_peak_loud", "true_peak");
	if (!isnan(request->limits.integrated_lufs) && isnan(request->limits.tolerance_lu))
		request->limits.tolerance_lu = 1.0;
	if (!isnan(request->limits.true_peak_loud_dbtp))
		request->limits.loud_lufs = request->limits.integrated_lufs;
}

void recipe_read_loudness(struct reader *reader, const struct entry *entry, bool aimed,
			  struct loudness_request *request)
{
	const struct entry inner = { "loudness", entry->name, entry->at, entry->value };
	request->given = true;
	request->own = !aimed;
	request->at = entry->at;
	read_limits(reader, &inner, aimed ? VERIFY_FIELDS : MIX_FIELDS, request);
	if (request->of && !loudness_request_asks(request))
		diagnostics_error(reader->diagnostics, "missing-key", entry->at,
				  "loudness names mixes, but no limit for them; add one, or a `profile`");
}

void recipe_read_profile_limits(struct reader *reader, const struct entry *entry, struct loudness_request *request)
{
	const struct entry inner = { "loudness", entry->name, entry->at, entry->value };
	read_limits(reader, &inner, PROFILE_FIELDS, request);
}
