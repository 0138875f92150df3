/* Measures what a parameter does, against the rows that claim it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "contracts/claim.h"

#include "contracts/claim_stimulus.h"
#include "contracts/measure.h"
#include "processors/registry.h"
#include "support/processor_harness.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_MAXIMUM = 128 };

const char *claim_name(const struct claim *claim)
{
	static char name[256];
	snprintf(name, sizeof name, "%s, %s %s -> %s (%s)", claim->processor, claim->parameter, claim->low, claim->high,
		 claim->settings);
	return name;
}

/* Returns whether the two are equal. The rows write an underscore for each blank. */
static bool is_word(const char *word, const char *written)
{
	while (*word != '\0' && (*word == *written || (*word == ' ' && *written == '_')))
		word++, written++;
	return *word == '\0' && *written == '\0';
}

static double number_of(const struct claim *claim, const struct parameter *parameter, const char *text)
{
	if (parameter->type == PARAMETER_SWITCH) {
		cr_assert(strcmp(text, "yes") == 0 || strcmp(text, "no") == 0, "%s: '%s'", claim_name(claim), text);
		return strcmp(text, "yes") == 0 ? 1.0 : 0.0;
	}
	if (parameter->type == PARAMETER_CHOICE) {
		for (size_t i = 0; parameter->choices[i]; i++)
			if (is_word(parameter->choices[i], text))
				return (double)i;
		cr_assert_fail("%s: there is no '%s'", claim_name(claim), text);
	}
	char *end;
	const double number = strtod(text, &end);
	cr_assert(*end == '\0' && end != text && number >= parameter->minimum && number <= parameter->maximum,
		  "%s: '%s' is out of range", claim_name(claim), text);
	return number;
}

/** Values, and the memory that they use. */
struct setting {
	const struct processor *processor;
	struct parameter_value *values;
	struct processor_context context;
	struct arena *arena;
};

static void set_special(struct setting *setting, enum parameter_type type, struct parameter_value *value,
			const char *text)
{
	value->given = strcmp(text, "none") != 0;
	if (type == PARAMETER_KEY) {
		setting->context.key_channels = value->given ? 1 : 0;
		return;
	}
	value->recording = 0;
	setting->context.recording = harness_recording(setting->arena, 1, strcmp(text, "long") == 0 ? 9000 : 900);
	cr_assert_not_null(setting->context.recording);
}

static void set(struct setting *setting, const struct claim *claim, const char *name, const char *text)
{
	const char *dot = strchr(name, '.');
	char outer[WORD_MAXIMUM];
	snprintf(outer, sizeof outer, "%.*s", dot ? (int)(dot - name) : (int)strlen(name), name);
	const int index = processor_parameter(setting->processor, outer);
	cr_assert_geq(index, 0, "%s: there is no '%s'", claim_name(claim), name);
	const struct parameter *parameter = &setting->processor->parameters[index];
	struct parameter_value *value = &setting->values[index];
	if (dot) {
		if (!value->given)
			cr_assert_not_null(harness_add_item(setting->arena, parameter, value));
		size_t field = 0;
		while (field < parameter->field_count && strcmp(parameter->fields[field].name, dot + 1) != 0)
			field++;
		cr_assert_lt(field, parameter->field_count, "%s: there is no '%s'", claim_name(claim), name);
		value = &value->items[0][field];
		parameter = &parameter->fields[field];
	}
	if (parameter->type == PARAMETER_KEY || parameter->type == PARAMETER_FILE) {
		set_special(setting, parameter->type, value, text);
		return;
	}
	value->number = number_of(claim, parameter, text);
	value->given = true;
}

static void set_all(struct setting *setting, const struct claim *claim)
{
	const char *at = claim->settings;
	char name[WORD_MAXIMUM], text[WORD_MAXIMUM];
	int read;
	while (sscanf(at, " %127[^= ]=%127s%n", name, text, &read) == 2) {
		set(setting, claim, name, text);
		at += read;
	}
	cr_assert_eq(at[strspn(at, " ")], '\0', "%s: what is '%s'?", claim_name(claim), at);
}

static double *const *some_key(struct arena *arena, size_t channels)
{
	double **columns = ARENA_ARRAY(arena, double *, channels + 1);
	cr_assert_not_null(columns);
	for (size_t i = 0; i < channels; i++) {
		columns[i] = ARENA_ARRAY(arena, double, CLAIM_FRAMES);
		cr_assert_not_null(columns[i]);
		claim_key(columns[i]);
	}
	return columns;
}

static double render_and_measure(const struct claim *claim, const struct setting *setting)
{
	const struct harness_seat seat = { setting->values, setting->context, 1 };
	const struct harness_setup setup = { setting->processor, NULL, 1000, false };
	struct harness *harness = harness_new(&setup, &seat, 1);
	cr_assert_not_null(harness);
	cr_assert_null(harness->problem, "%s: %s", claim_name(claim), harness->problem);
	double **in = harness_columns(setting->context.channels, CLAIM_FRAMES);
	double **out = harness_columns(harness->out_count, CLAIM_FRAMES);
	cr_assert(in && out);
	for (size_t i = 0; i < setting->context.channels; i++)
		claim_stimulus(claim->stimulus, i, in[i]);
	double *const *key = some_key(setting->arena, setting->context.key_channels);
	harness_run(harness, (const double *const *)in, (const double *const *)key, out, CLAIM_FRAMES, 0);
	const struct take take = { .in = in,
				   .out = out,
				   .channels = harness->out_count,
				   .shape = harness->instances[0].shape,
				   .from = (size_t)(claim->from * CLAIM_RATE),
				   .to = claim->to > 0.0 ? (size_t)(claim->to * CLAIM_RATE) : CLAIM_FRAMES,
				   .impulse = claim->stimulus == IMPULSE,
				   .in_channels = setting->context.channels };
	const double measured = measure(claim->measurable, &take, claim->at);
	harness_free(harness);
	free(in);
	free(out);
	return measured;
}

/* Runs in stereo, or in mono where the processor makes stereo of it. */
static double measured_with(const struct claim *claim, const char *text)
{
	struct setting setting = { .processor = registry_find(claim->processor),
				   .context = { .sample_rate = CLAIM_RATE, .channels = 2 },
				   .arena = arena_new() };
	cr_assert_not_null(setting.processor, "there is no '%s'", claim->processor);
	cr_assert_not_null(setting.arena);
	setting.values = harness_values(setting.arena, setting.processor);
	cr_assert_not_null(setting.values);
	set_all(&setting, claim);
	set(&setting, claim, claim->parameter, text);
	struct processor_shape shape = { .channels = 2 };
	const char *problem = NULL;
	struct location at = { 0 };
	if (setting.processor->shape &&
	    !setting.processor->shape(setting.values, &setting.context, setting.arena, &shape, &problem, &at))
		setting.context.channels = 1;
	const double measured = render_and_measure(claim, &setting);
	arena_free(setting.arena);
	return measured;
}

double claim_difference(const struct claim *claim)
{
	return measured_with(claim, claim->high) - measured_with(claim, claim->low);
}
