/* stemprint: finds what hum explains of a residual.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/hum_model.h"

#include <math.h>

void models_add_hum(struct models *models, const struct forensics_case *evidence)
{
	const struct tone *tone = &evidence->tone;
	if (!(tone->frequency > 0.0))
		return;
	const double left = (1.0 - tone->share) * evidence->survey.energy - evidence->floor;
	const struct model model = { .kind = CAUSE_HUM,
				     .stem = blame_stem(&evidence->bands.blame),
				     .share = fmax(0.0, left) / evidence->survey.energy,
				     .value = tone->frequency };
	models_add(models, &model);
}

char *hum_text(const struct forensics_case *evidence, const struct model *model, const char *subject,
	       struct arena *arena)
{
	const struct tone *tone = &evidence->tone;
	const double samples = (double)evidence->survey.frames * (double)evidence->survey.channels;
	const double level = 10.0 * log10(tone->share * evidence->survey.energy / samples);
	return arena_format(arena, "%s holds a hum of %.2f Hz with %zu harmonic%s, %.1f dBFS rms",
			    blame_holder(&evidence->bands.blame, subject), model->value, tone->harmonics - 1,
			    tone->harmonics == 2 ? "" : "s", level);
}
