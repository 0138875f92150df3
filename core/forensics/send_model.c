/* stemprint: finds the echo or the reverb that only the mix holds, or only a stem.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/send_model.h"

#include "forensics/send_search.h"

#include <math.h>

#define HANDICAP_DB 1.0
#define EXPLAINED_DB 12.0 /* a model that scores this much needs no rival */
#define SHARE_MOST 0.25 /* of the residual's energy that a response may leave */
#define EARLY_MOST 0.05 /* share of the energy of a response before its own time: an effect follows its cause */
#define EARLY_MOST_OF_SURE 0.2 /* the same of a response that leaves no more than SURE_SHARE */
#define SURE_SHARE 0.05
#define EARLY_GUARD 16 /* thinned frames around its own time that the low-pass smears */
#define LONG_SECONDS 0.02
#define LONG_LEAST 0.3 /* share of the energy of a response after LONG_SECONDS: less is a filter */
#define ECHO_SECONDS 0.001 /* before and after an echo */
#define ECHO_LEAST 0.3 /* share of the energy of a response within the first echo: less is a reverb */
#define BEGIN 0.02 /* share of the energy of a reverb that comes before it counts as begun */
#define DECAY_FROM_DB 1.0
#define DECAY_TO_DB 8.0 /* what lies under it is lost in what the estimate strays */

/* The energy of a response over its lags, summed over all inputs and sides. */
struct course {
	double energy[RESPONSE_TAPS];
	double all;
};

static void sum_up(const struct long_response *response, struct course *course)
{
	for (size_t lag = 0; lag < RESPONSE_TAPS; lag++) {
		double energy = 0.0;
		for (size_t side = 0; side < RESPONSE_SIDES; side++)
			for (size_t i = 0; i < response->input_count; i++)
				energy += response->taps[side][i][lag] * response->taps[side][i][lag];
		course->energy[lag] = energy;
		course->all += energy;
	}
}

static double energy_from(const struct course *course, size_t from, size_t to)
{
	double energy = 0.0;
	for (size_t lag = from; lag < to && lag < RESPONSE_TAPS; lag++)
		energy += course->energy[lag];
	return energy;
}

static bool is_send(const struct send_search *search, const struct course *course)
{
	const size_t late = RESPONSE_BEFORE + (size_t)(LONG_SECONDS * search->rate);
	const double early = search->share <= SURE_SHARE ? EARLY_MOST_OF_SURE : EARLY_MOST;
	return search->share <= SHARE_MOST && course->all > 0.0 &&
	       energy_from(course, 0, RESPONSE_BEFORE - EARLY_GUARD) < early * course->all &&
	       energy_from(course, late, RESPONSE_TAPS) > LONG_LEAST * course->all;
}

static size_t loudest_lag(const struct course *course)
{
	size_t loudest = RESPONSE_BEFORE;
	for (size_t lag = RESPONSE_BEFORE; lag < RESPONSE_TAPS; lag++)
		if (course->energy[lag] > course->energy[loudest])
			loudest = lag;
	return loudest;
}

/* Returns the frames after its own time at which a lag lies, by a parabola through the energies beside it. */
static double peak_of(const struct course *course, size_t lag)
{
	const double middle = course->energy[lag];
	const double before = course->energy[lag - 1], after = lag + 1 < RESPONSE_TAPS ? course->energy[lag + 1] : 0.0;
	const double bend = before - 2.0 * middle + after;
	return (double)lag - RESPONSE_BEFORE + (bend < 0.0 ? 0.5 * (before - after) / bend : 0.0);
}

/* A repeat that is subtracted is one that the file holds and the mix does not. */
static bool is_inverted(const struct long_response *response, size_t lag)
{
	double largest = 0.0;
	for (size_t side = 0; side < RESPONSE_SIDES; side++)
		for (size_t i = 0; i < response->input_count; i++)
			if (fabs(response->taps[side][i][lag]) > fabs(largest))
				largest = response->taps[side][i][lag];
	return largest < 0.0;
}

/* Returns the seconds in which a reverb falls by 60 dB, from the energy that is still to come (M. R. Schroeder, 1965).
   How much the estimate strays is seen where nothing can be, before its own time. */
static double decay_of(const struct course *course, double rate)
{
	const size_t before = RESPONSE_BEFORE - EARLY_GUARD;
	const double stray = energy_from(course, 0, before) / (double)before;
	const double all = energy_from(course, RESPONSE_BEFORE, RESPONSE_TAPS) - stray * RESPONSE_AFTER;
	double rest = all, first = -1.0;
	for (size_t lag = RESPONSE_BEFORE; lag < RESPONSE_TAPS && rest > 0.0; lag++) {
		const double down = -10.0 * log10(rest / all);
		if (first < 0.0 && down >= DECAY_FROM_DB)
			first = (double)lag;
		if (down >= DECAY_TO_DB)
			return ((double)lag - first) / rate * 60.0 / (DECAY_TO_DB - DECAY_FROM_DB);
		rest -= course->energy[lag] - stray;
	}
	return 0.0;
}

static double begin_of(const struct course *course, double rate)
{
	const double all = energy_from(course, RESPONSE_BEFORE, RESPONSE_TAPS);
	double sum = 0.0;
	size_t lag = RESPONSE_BEFORE;
	for (; lag < RESPONSE_TAPS && sum < BEGIN * all; lag++)
		sum += course->energy[lag];
	return (double)(lag - RESPONSE_BEFORE) / rate;
}

static struct send describe(const struct send_search *search, const struct course *course)
{
	const size_t lag = loudest_lag(course), around = (size_t)(ECHO_SECONDS * search->rate) + 1;
	const double echo = energy_from(course, lag - around, lag + around + 1);
	struct send send = { .level_db = 10.0 * log10(search->level), .echo = echo > ECHO_LEAST * course->all };
	send.delay_ms = 1000.0 * (send.echo ? peak_of(course, lag) / search->rate : begin_of(course, search->rate));
	send.of_file = send.echo && is_inverted(search->response, lag);
	send.decay_seconds = send.echo ? 0.0 : decay_of(course, search->rate);
	return send;
}

static bool add_found(struct models *models, const struct send_search *search, struct arena *arena)
{
	struct course *course = ARENA_NEW(arena, struct course);
	if (!course)
		return false;
	sum_up(search->response, course);
	if (!is_send(search, course))
		return true;
	struct model model = { .kind = CAUSE_SEND,
			       .stem = search->stem,
			       .share = search->share,
			       .handicap_db = HANDICAP_DB,
			       .send = describe(search, course) };
	model.value = model.send.echo                  ? model.send.delay_ms
		      : model.send.decay_seconds > 0.0 ? 1000.0 * model.send.decay_seconds
						       : (double)NAN;
	models_add(models, &model);
	return true;
}

enum status models_add_sends(struct models *models, struct forensics_case *evidence)
{
	if (evidence->reader.channels > RESPONSE_SIDES)
		return STATUS_OK;
	for (size_t i = 0; i < models->count; i++)
		if (model_score(&models->items[i]) > EXPLAINED_DB)
			return STATUS_OK;
	struct arena *scratch = arena_new();
	struct send_search search;
	enum status status = !scratch ? STATUS_NO_MEMORY : send_search_run(&search, evidence, scratch);
	if (status == STATUS_OK && search.response && !add_found(models, &search, scratch))
		status = STATUS_NO_MEMORY;
	arena_free(scratch);
	return status;
}

char *send_model_text(const struct model *model, const char *subject, struct arena *arena)
{
	const struct send *send = &model->send;
	const char *holder = send->of_file ? "the file holds" : "the mix holds";
	const char *other = send->of_file ? "the mix" : "the file";
	if (send->echo)
		return arena_format(arena, "%s an echo of %s that %s lacks: %.1f ms later, at %.1f dB with its repeats",
				    holder, subject, other, send->delay_ms, send->level_db);
	if (send->decay_seconds > 0.0)
		return arena_format(
			arena,
			"the mix holds a reverb of %s that the file lacks, or the other way round: it begins "
			"after %.0f ms at %.1f dB, and falls by 60 dB in some %.1f s",
			subject, send->delay_ms, send->level_db, send->decay_seconds);
	return arena_format(arena,
			    "the mix holds a reverb of %s that the file lacks, or the other way round: it begins after "
			    "%.0f ms at %.1f dB",
			    subject, send->delay_ms, send->level_db);
}
