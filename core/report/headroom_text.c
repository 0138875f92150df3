/* Writes the headroom of files and proofs in words.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/headroom_text.h"

#include "report/figure.h"

#include <math.h>

static void append_gain(struct text *text, double headroom_db)
{
	if (rint(headroom_db * 10.0) == headroom_db * 10.0)
		figure_append(text, headroom_db, 1);
	else
		figure_append_short(text, headroom_db, FIGURE_DECIMALS_MAXIMUM);
	text_append(text, " dB");
}

void headroom_text_of_file(const struct report_file *file, struct text *text)
{
	if (file->headroom_db <= 0.0)
		return;
	text_append(text, ", ");
	append_gain(text, file->headroom_db);
	text_append(text, " lower");
}

static bool is_of_floats(const struct report_file *file)
{
	return !file->encoding && encoding_bits(file->format.encoding) == 0;
}

void headroom_text_of_proof(const struct report *report, const struct report_proof *proof, struct text *text)
{
	const double stems = proof->result.stem_headroom_db, mix = proof->result.mix_headroom_db;
	if (stems == 0.0 && mix == 0.0 && !proof->headroom_found)
		return;
	const struct report_file *first = &report->files[proof->stems[0]];
	if (stems == 0.0 && mix == 0.0) {
		text_append(text, "auto found 0 dB: ");
		if (is_of_floats(first))
			text_append(text, "%s holds samples over full scale", encoding_name(first->format.encoding));
		else
			text_append(text, "no sample is over full scale");
		return;
	}
	if (isnan(stems) || (mix != 0.0 && mix != stems)) {
		text_append(text, "some files are printed lower, each by the headroom that it states; the null test "
				  "raises them again");
		return;
	}
	text_append(text, mix != 0.0 ? "the mix and its stems are printed " : "the stems are printed ");
	append_gain(text, stems);
	text_append(text, " lower%s; the null test raises them again",
		    proof->headroom_found ? ", which auto found from their peaks" : "");
}
