/* Reads a loudness profile, and the limits that a recipe sets itself.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/profile.h"

#include "recipe/reader.h"
#include "recipe/recipe_aim.h"

#include <math.h>
#include <string.h>

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), end_length = strlen(end);
	return length > end_length && strcmp(text + length - end_length, end) == 0;
}

bool profile_is_file(const char *name)
{
	return strchr(name, '/') || ends_with(name, ".yaml") || ends_with(name, ".yml");
}

struct loudness_limits loudness_limits_none(void)
{
	return (struct loudness_limits){ (double)NAN, (double)NAN, (double)NAN, (double)NAN, (double)NAN, (double)NAN,
					 (double)NAN, (double)NAN, (double)NAN, (double)NAN, (double)NAN };
}

static double unless(double given, double value)
{
	return isnan(given) ? value : (double)NAN;
}

struct loudness_limits loudness_limits_without(const struct loudness_limits *limits,
					       const struct loudness_limits *other)
{
	return (struct loudness_limits){
		.integrated_lufs = unless(other->integrated_lufs, limits->integrated_lufs),
		.tolerance_lu = unless(other->integrated_lufs, limits->tolerance_lu),
		.true_peak_dbtp = unless(other->true_peak_dbtp, limits->true_peak_dbtp),
		.true_peak_loud_dbtp = unless(other->true_peak_dbtp, limits->true_peak_loud_dbtp),
		.loud_lufs = unless(other->true_peak_dbtp, limits->loud_lufs),
		.range_lu = unless(other->range_lu, limits->range_lu),
		.short_term_lufs = unless(other->short_term_lufs, limits->short_term_lufs),
		.momentary_lufs = unless(other->momentary_lufs, limits->momentary_lufs),
		.peak_dbfs = unless(other->peak_dbfs, limits->peak_dbfs),
		.rms_least_dbfs = unless(other->rms_least_dbfs, limits->rms_least_dbfs),
		.rms_most_dbfs = unless(other->rms_most_dbfs, limits->rms_most_dbfs),
	};
}

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

/* A draft is a profile while it is read. */
struct draft {
	struct loudness_profile profile;
	struct loudness_request request;
};

static void read_title(struct reader *reader, const struct entry *entry, void *target)
{
	((struct draft *)target)->profile.title = reader_text(reader, entry, "say whose limits these are");
}

static void read_source(struct reader *reader, const struct entry *entry, void *target)
{
	((struct draft *)target)->profile.source = reader_text(reader, entry, "say where they were published");
}

static void read_date(struct reader *reader, const struct entry *entry, void *target)
{
	((struct draft *)target)->profile.date = reader_text(reader, entry, "say of when they are");
}

static void read_advisory(struct reader *reader, const struct entry *entry, void *target)
{
	reader_switch(reader, entry, &((struct draft *)target)->profile.advisory, NULL);
}

static void read_raises(struct reader *reader, const struct entry *entry, void *target)
{
	struct draft *draft = target;
	draft->profile.plays = reader_switch(reader, entry, &draft->profile.raises, NULL);
}

static void read_loudness(struct reader *reader, const struct entry *entry, void *target)
{
	const struct entry inner = { "loudness", entry->name, entry->at, entry->value };
	read_limits(reader, &inner, PROFILE_FIELDS, &((struct draft *)target)->request);
}

static void read_album_loudest(struct reader *reader, const struct entry *entry, void *target)
{
	read_lufs(reader, entry, &((struct draft *)target)->profile.album_loudest_lufs);
}

static void read_unchecked(struct reader *reader, const struct entry *entry, void *target)
{
	struct loudness_profile *profile = &((struct draft *)target)->profile;
	struct items items;
	if (!reader_items(reader, entry, "a list of texts", true, PROFILE_TEXTS_MAXIMUM, &items))
		return;
	const char **texts = reader_array(reader, items.count, sizeof *texts);
	for (size_t i = 0; texts && i < items.count; i++) {
		const struct entry item = { entry->where, entry->name, entry->at, items.nodes[i] };
		texts[i] = reader_text(reader, &item, "say what else is asked for");
	}
	profile->unchecked = texts;
	profile->unchecked_count = texts ? items.count : 0;
}

static const struct field profile_fields[] = {
	{ "title", read_title, true },
	{ "source", read_source, true },
	{ "date", read_date, true },
	{ "advisory", read_advisory, false },
	{ "raises", read_raises, false },
	{ "loudness", read_loudness, false },
	{ "album_loudest", read_album_loudest, false },
	{ "unchecked", read_unchecked, false },
};

const struct loudness_profile *profile_read(const struct document_node *root, const char *name, struct location at,
					    struct arena *arena, struct diagnostics *diagnostics)
{
	struct reader reader = { .arena = arena, .diagnostics = diagnostics };
	const size_t errors = diagnostics->error_count;
	struct draft *draft = reader_array(&reader, 1, sizeof *draft);
	if (!draft)
		return NULL;
	if (!root) {
		diagnostics_error(diagnostics, "wrong-type", at,
				  "the profile is empty, but must be a mapping that begins with `title`");
		return NULL;
	}
	const struct entry entry = { "the profile", "the profile", root->at, root };
	draft->profile.name = name;
	draft->profile.album_loudest_lufs = (double)NAN;
	draft->request.limits = loudness_limits_none();
	reader_mapping(&reader, &entry, profile_fields, sizeof profile_fields / sizeof *profile_fields, draft);
	draft->profile.limits = draft->request.limits;
	return diagnostics->error_count == errors && !diagnostics->failed ? &draft->profile : NULL;
}
