/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/reader.h"

#include <math.h>

static void read_max_residual(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_verify *verify = target;
	reader_number(reader, entry, QUANTITY_LEVEL, -400.0, 0.0, &verify->null_max_residual_dbfs);
}

static void read_integrated(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_verify *verify = target;
	reader_number(reader, entry, QUANTITY_LOUDNESS, -70.0, 0.0, &verify->integrated_lufs);
}

static void read_tolerance(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_verify *verify = target;
	reader_number(reader, entry, QUANTITY_LOUDNESS_RANGE, 0.0, 20.0, &verify->integrated_tolerance_lu);
}

static void read_true_peak(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_verify *verify = target;
	reader_number(reader, entry, QUANTITY_TRUE_PEAK, -60.0, 20.0, &verify->true_peak_max_dbtp);
}

static void read_range(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_verify *verify = target;
	reader_number(reader, entry, QUANTITY_LOUDNESS_RANGE, 0.0, 100.0, &verify->range_max_lu);
}

static void read_null(struct reader *reader, const struct entry *entry, void *target)
{
	static const struct field fields[] = { { "max_residual", read_max_residual, false } };
	const struct entry inner = { "null", entry->name, entry->at, entry->value };
	reader_mapping(reader, &inner, fields, sizeof fields / sizeof *fields, target);
}

static void read_loudness(struct reader *reader, const struct entry *entry, void *target)
{
	static const struct field fields[] = {
		{ "integrated", read_integrated, false },
		{ "tolerance", read_tolerance, false },
		{ "true_peak", read_true_peak, false },
		{ "range", read_range, false },
	};
	const struct document_node *node = entry->value;
	const struct entry inner = { "loudness", entry->name, entry->at, node };
	reader_mapping(reader, &inner, fields, sizeof fields / sizeof *fields, target);
	if (node->kind == DOCUMENT_MAPPING && document_find(node, "tolerance") && !document_find(node, "integrated"))
		diagnostics_error(reader->diagnostics, "missing-key", entry->at,
				  "\"integrated\" is missing in loudness; \"tolerance\" belongs to it");
}

void recipe_read_verify(struct reader *reader, const struct entry *entry)
{
	static const struct field fields[] = { { "null", read_null, false }, { "loudness", read_loudness, false } };
	struct recipe_verify *verify = &reader->recipe->verify;
	*verify = (struct recipe_verify){ (double)NAN, (double)NAN, 1.0, (double)NAN, (double)NAN };
	if (entry)
		reader_mapping(reader, entry, fields, sizeof fields / sizeof *fields, verify);
}
