/* stemprint: finds what an edit explains that moved all later sound of a file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/slip_model.h"

#include <math.h>

#define HANDICAP_DB 3.0

void models_add_slip(struct models *models, const struct forensics_case *evidence)
{
	const struct slip *slip = &evidence->slip;
	if (slip->frames == 0 || slip->from == 0)
		return;
	const double energy = evidence->cells.energy;
	const struct model model = { .kind = CAUSE_SLIP,
				     .stem = slip->file == 0 ? CAUSE_OF_MIX : slip->file - 1,
				     .share = fmax(0.0, slip->left - evidence->floor) / energy,
				     .explains_lags = true,
				     .handicap_db = HANDICAP_DB,
				     .value = (double)slip->frames };
	models_add(models, &model);
}

char *slip_text(const struct forensics_case *evidence, const struct model *model, const char *subject,
		struct arena *arena)
{
	const double milliseconds = 1000.0 * model->value / evidence->sample_rate;
	return arena_format(arena, "from %.3f s on the mix holds %s %.0f frame%s (%.3f ms) %s than before",
			    (double)evidence->slip.from / evidence->sample_rate, subject, fabs(model->value),
			    fabs(model->value) == 1.0 ? "" : "s", fabs(milliseconds),
			    model->value > 0.0 ? "later" : "earlier");
}
