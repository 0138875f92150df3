/* Checks whether the two files of a pair fit each other.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/source_pair.h"

#include <inttypes.h>

static bool is_mono(const struct audio_properties *half, const char *file, struct location at,
		    struct diagnostics *diagnostics)
{
	if (half->channels == 1)
		return true;
	diagnostics_error(diagnostics, "pair", at,
			  "\"%s\" has %u channels, and each file of a pair is mono; name it alone, with `file`", file,
			  half->channels);
	return false;
}

void source_pair_check(const struct recipe_source *source, const struct audio_properties *left,
		       const struct audio_properties *right, struct diagnostics *diagnostics)
{
	const bool mono = is_mono(left, source->file, source->at, diagnostics);
	if (!is_mono(right, source->right_file, source->right_at, diagnostics) || !mono)
		return;
	if (audio_identity_equal(&left->identity, &right->identity))
		diagnostics_error(diagnostics, "pair", source->right_at,
				  "\"%s\" is both files of the pair; name the left and the right one, or use `file`",
				  source->right_file);
	else if (left->sample_rate != right->sample_rate)
		diagnostics_error(diagnostics, "pair", source->right_at,
				  "\"%s\" has %u Hz and \"%s\" has %u Hz; export both files of a pair at one rate",
				  source->file, left->sample_rate, source->right_file, right->sample_rate);
	else if (left->frames != right->frames)
		diagnostics_error(diagnostics, "pair", source->right_at,
				  "\"%s\" has %" PRIu64 " frames and \"%s\" has %" PRIu64
				  "; export both files of a pair over one span",
				  source->file, left->frames, source->right_file, right->frames);
}
