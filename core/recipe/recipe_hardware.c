/* Adds the inserts that are hardware to the loops of a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_part.h"

#include "processors/hardware.h"

#include <string.h>
#include <strings.h>

static struct recipe_hardware loop_of(const struct recipe_insert *insert)
{
	const struct parameter_value *values = insert->values;
	const bool pcm = values[HARDWARE_ENCODING].number == (double)HARDWARE_PCM24;
	return (struct recipe_hardware){
		.at = insert->at,
		.send_file = values[HARDWARE_SEND].name,
		.send_path = values[HARDWARE_SEND].path,
		.send_at = values[HARDWARE_SEND].at,
		.answer_file = values[HARDWARE_RETURN].name,
		.answer_path = values[HARDWARE_RETURN].path,
		.answer_at = values[HARDWARE_RETURN].at,
		.latency_seconds = values[HARDWARE_LATENCY].number,
		.calibrated = values[HARDWARE_CALIBRATE].number != 0.0,
		.encoding = pcm ? ENCODING_PCM24 : ENCODING_FLOAT32,
		.matched = values[HARDWARE_MATCH].number != 0.0,
		.drift_corrected = values[HARDWARE_DRIFT].number == (double)HARDWARE_DRIFT_CORRECTED,
	};
}

static bool ends_with_wav(const char *file)
{
	const size_t length = strlen(file);
	return length > 4 && strcasecmp(file + length - 4, ".wav") == 0;
}

static void check_files(struct reader *reader, const struct recipe_hardware *loop)
{
	const struct recipe *recipe = reader->recipe;
	if (!loop->send_file || !loop->answer_file)
		return;
	if (!ends_with_wav(loop->send_file))
		diagnostics_error(reader->diagnostics, "bad-value", loop->send_at,
				  "\"send\" cannot be \"%s\"; what is printed there is a WAV, so let its name end in "
				  ".wav",
				  loop->send_file);
	if (strcmp(loop->send_path, loop->answer_path) == 0)
		diagnostics_error(reader->diagnostics, "output-over-input", loop->answer_at,
				  "\"%s\" is the send and the return of one insert; give the return another name",
				  loop->answer_file);
	for (size_t i = 0; i < recipe->loop_count; i++)
		if (recipe->loops[i].send_path && strcmp(recipe->loops[i].send_path, loop->send_path) == 0)
			diagnostics_error(reader->diagnostics, "file-claimed-twice", loop->send_at,
					  "\"%s\" is the send of another insert, too; give each a file of its own",
					  loop->send_file);
}

/* A return is a recording of one run through the session, of one signal. */
static void check_place(struct reader *reader, const struct recipe_insert *insert)
{
	if (reader->mix_name)
		diagnostics_error(reader->diagnostics, "conflicting-keys", insert->at,
				  "hardware stands among the inserts of mix \"%.64s\"; put it on a strip",
				  reader->mix_name);
	if (reader->recipe->session.tail_mode == TAIL_LOOP)
		diagnostics_error(
			reader->diagnostics, "conflicting-keys", insert->at,
			"hardware plays the session once, and `tail: loop` again and again; use `tail: wrap`");
	if (insert->policy == STEM_POLICY_PER_LANE)
		diagnostics_error(reader->diagnostics, "conflicting-keys", insert->at,
				  "hardware gives back one signal, not one for each stem; use `stems: residue`");
}

void recipe_add_hardware(struct reader *reader, struct recipe_insert *insert)
{
	struct recipe *recipe = reader->recipe;
	const struct recipe_hardware loop = loop_of(insert);
	check_place(reader, insert);
	check_files(reader, &loop);
	if (recipe->loop_count == RECIPE_LOOPS_MAXIMUM) {
		diagnostics_error(reader->diagnostics, "too-many", insert->at,
				  "a recipe has at most %d inserts that are hardware; render in two sessions",
				  RECIPE_LOOPS_MAXIMUM);
		return;
	}
	if (!recipe->loops)
		recipe->loops = reader_array(reader, RECIPE_LOOPS_MAXIMUM, sizeof *recipe->loops);
	if (!recipe->loops)
		return;
	insert->loop = recipe->loop_count;
	recipe->loops[recipe->loop_count++] = loop;
}
