/* Reads tempo maps from Standard MIDI Files and from CSV files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/tempo_file.h"

#include "io/csv_table.h"
#include "io/midi_tempo.h"
#include "io/text_file.h"

static bool read_midi(const char *bytes, size_t length, const char *name, struct location at, struct arena *arena,
		      struct diagnostics *diagnostics, struct tempo_file *file)
{
	const char *problem;
	size_t byte;
	const enum status status = midi_tempo_read(bytes, length, arena, file, &problem, &byte);
	if (status == STATUS_NO_MEMORY)
		diagnostics->failed = true;
	else if (status != STATUS_OK)
		diagnostics_error(diagnostics, "bad-midi", at,
				  "the tempo map of \"%.200s\" cannot be read: at byte %zu, %s; export it again as a "
				  "MIDI file of format 0 or 1",
				  name, byte, problem);
	return status == STATUS_OK;
}

static bool read_csv(const char *bytes, size_t length, const struct origin *origin, struct arena *arena,
		     struct diagnostics *diagnostics, struct tempo_file *file)
{
	struct document_node *root;
	if (!csv_table_read_file(bytes, length, origin, TEXT_TEMPO_TABLE, arena, diagnostics, &root))
		return false;
	*file = (struct tempo_file){ .changes = root };
	return true;
}

bool tempo_file_read(const char *path, const char *name, struct location at, struct arena *arena,
		     struct diagnostics *diagnostics, struct tempo_file *file)
{
	const struct origin origin = { .file = name, .path = path, .used_at = at };
	const char *bytes, *problem;
	size_t length = 0;
	enum status status = text_file_read(path, TEMPO_FILE_BYTES_MAXIMUM, arena, &bytes, &length, &problem);
	if (status == STATUS_NO_MEMORY) {
		diagnostics->failed = true;
		return false;
	}
	if (status == STATUS_OK && length > TEMPO_FILE_BYTES_MAXIMUM) {
		status = STATUS_BAD_RECIPE;
		problem = "it is larger than 16 MiB";
	}
	if (status != STATUS_OK) {
		diagnostics_failure(diagnostics, status, "no-tempo-map", at,
				    "the tempo map \"%.200s\" cannot be read: %s", name, problem);
		return false;
	}
	if (!midi_tempo_is(bytes, length))
		return read_csv(bytes, length, &origin, arena, diagnostics, file);
	/* Errors in it have no line, but it is a text that the recipe is made of. */
	const uint32_t index = diagnostics_add_origin(diagnostics, &origin);
	if (index > 0)
		diagnostics_set_text(diagnostics, index, bytes, length);
	return index > 0 && read_midi(bytes, length, name, at, arena, diagnostics, file);
}
