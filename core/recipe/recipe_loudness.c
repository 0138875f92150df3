/* Reads limits of loudness: those of `verify`, of a mix, or of a profile.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_loudness.h"

#include "recipe/recipe_aim.h"

#include <math.h>

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

#define LIMIT(key, words, measure, least, most, member, without)                                                       \
	{                                                                                                              \
		.name = (key), .help = (words), .kind = KEY_NUMBER, .quantity = (measure), .minimum = (least),         \
		.maximum = (most), .fallback = (double)NAN, .otherwise = (without),                                    \
		.offset = offsetof(struct loudness_request, limits.member)                                             \
	}

/* A limit that has no meaning without another one, which a profile may have. */
#define LIMIT_BESIDE(key, words, measure, least, most, member, without, ...)                                           \
	{                                                                                                              \
		.name = (key), .help = (words), .kind = KEY_NUMBER, .quantity = (measure), .minimum = (least),         \
		.maximum = (most), .fallback = (double)NAN, .otherwise = (without),                                    \
		.offset = offsetof(struct loudness_request, limits.member), .needs = (const char *const[])             \
		{                                                                                                      \
			__VA_ARGS__, "profile", NULL                                                                   \
		}                                                                                                      \
	}

static const char none[] = "no verdict";

/* A profile has all but the last two of these rows, the limits of a mix have all but the last, and `verify` has all
   of them. */
static const struct recipe_key rows[] = {
	LIMIT("integrated", "the target of the integrated loudness", QUANTITY_LOUDNESS, -70.0, 0.0, integrated_lufs,
	      none),
	LIMIT_BESIDE("tolerance", "how far the integrated loudness may be off", QUANTITY_LOUDNESS_RANGE, 0.0, 20.0,
		     tolerance_lu, "`1 LU`", "integrated"),
	LIMIT("true_peak", "the highest true peak", QUANTITY_TRUE_PEAK, -60.0, 20.0, true_peak_dbtp, none),
	LIMIT_BESIDE("true_peak_loud", "the highest true peak where the integrated loudness is over its target",
		     QUANTITY_TRUE_PEAK, -60.0, 20.0, true_peak_loud_dbtp, "that of `true_peak`", "integrated"),
	LIMIT("range", "the largest loudness range", QUANTITY_LOUDNESS_RANGE, 0.0, 100.0, range_lu, none),
	LIMIT("short_term", "the loudest 3 s", QUANTITY_LOUDNESS, -70.0, 0.0, short_term_lufs, none),
	LIMIT("momentary", "the loudest 400 ms", QUANTITY_LOUDNESS, -70.0, 0.0, momentary_lufs, none),
	LIMIT("peak", "the highest peak of the samples", QUANTITY_LEVEL, -120.0, 0.0, peak_dbfs, none),
	LIMIT("rms_least", "the least rms over all channels, where a square wave of full scale has 0 dBFS",
	      QUANTITY_LEVEL, -120.0, 0.0, rms_least_dbfs, none),
	LIMIT("rms_most", "the highest rms over all channels", QUANTITY_LEVEL, -120.0, 0.0, rms_most_dbfs, none),
	{ .name = "profile",
	  .help = "the limits of a broadcaster or a streaming service: a name (`stemprint loudness --profiles` lists "
		  "them), or a file (`./NAME.yaml`) relative to the recipe's folder; the keys beside it win",
	  .shape = "text",
	  .otherwise = "none",
	  .read = read_profile },
	{ .name = "of",
	  .help = "a mix, or a list of mixes, that these limits judge; a mix with `loudness` of its own is judged by "
		  "that",
	  .shape = "mixes",
	  .otherwise = "the finished mixes",
	  .read = read_aim },
};

enum { ALL = sizeof rows / sizeof *rows };

const struct recipe_keys verify_loudness_keys = {
	.name = "verify-loudness", .title = "key of `loudness`", .where = "loudness", KEY_ROWS(rows)
};

const struct recipe_keys loudness_keys = { .name = "limits", .where = "loudness", .rows = rows, .count = ALL - 1 };

static const struct recipe_keys profile_keys = { .where = "loudness", .rows = rows, .count = ALL - 2 };

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

static void read_limits(struct reader *reader, const struct entry *entry, const struct recipe_keys *keys,
			struct loudness_request *request)
{
	reader_mapping(reader, entry, keys, request);
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
	request->given = true;
	request->own = !aimed;
	request->at = entry->at;
	read_limits(reader, entry, aimed ? &verify_loudness_keys : &loudness_keys, request);
	if (request->of && !loudness_request_asks(request))
		diagnostics_error(reader->diagnostics, "missing-key", entry->at,
				  "loudness names mixes, but no limit for them; add one, or a `profile`");
}

void recipe_read_profile_limits(struct reader *reader, const struct entry *entry, struct loudness_request *request)
{
	read_limits(reader, entry, &profile_keys, request);
}
