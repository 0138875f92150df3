/* Makes the sound of a room or a plate: the reverb.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/convolution_batch.h"
#include "processors/early_field.h"
#include "processors/network_reverb.h"
#include "processors/processor.h"
#include "processors/response_reverb.h"
#include "processors/reverb_settings.h"

#include <math.h>

enum { SIDES = 2 };

/** The longest RT60 of a spring, in seconds: its response is computed as a whole. */
#define SPRING_SECONDS 8.0

static const struct parameter parameters[] = {
	[REVERB_TYPE] = { .name = "type",
			  .help = "the space; it brings the defaults of all that is left out",
			  .type = PARAMETER_CHOICE,
			  .choices = reverb_type_choices,
			  .fallback = 0 },
	[REVERB_DECAY] = { .name = "decay",
			   .help = "until 60 dB down, at middle frequencies; left out: plate 1.5 s, hall 2.8 s, room "
				   "0.6 s, chamber 1.2 s, spring 2 s, gated 0.25 s, reverse 0.5 s",
			   .type = PARAMETER_NUMBER,
			   .quantity = QUANTITY_TIME,
			   .minimum = 0.1,
			   .maximum = 30.0,
			   .fallback = 1.5 },
	[REVERB_PREDELAY] = { .name = "predelay",
			      .help = "before all of it; left out: plate 20 ms, hall 30 ms, room 4 ms, chamber 10 ms, "
				      "gated 5 ms, spring, reverse 1 ms",
			      .type = PARAMETER_NUMBER,
			      .quantity = QUANTITY_TIME,
			      .minimum = 0.0,
			      .maximum = 0.5,
			      .fallback = 0.020 },
	[REVERB_SIZE] = { .name = "size",
			  .help = "stretches all distances; the decay stays as it is",
			  .type = PARAMETER_NUMBER,
			  .quantity = QUANTITY_PERCENT,
			  .minimum = 0.5,
			  .maximum = 2.0,
			  .fallback = 1.0 },
	[REVERB_DIFFUSION] = { .name = "diffusion",
			       .help = "how densely it starts",
			       .type = PARAMETER_NUMBER,
			       .quantity = QUANTITY_PERCENT,
			       .minimum = 0.0,
			       .maximum = 1.0,
			       .fallback = 1.0 },
	[REVERB_EARLY] = { .name = "early",
			   .help = "early reflections against the tail; left out: hall -8 dB, room -1 dB, chamber -5 "
				   "dB; a plate has none",
			   .type = PARAMETER_NUMBER,
			   .quantity = QUANTITY_GAIN,
			   .minimum = -INFINITY,
			   .maximum = 12.0,
			   .fallback = -INFINITY },
	[REVERB_LOW_DECAY] = { .name = "low_decay",
			       .help = "decay far under low_crossover; left out: plate 115 %, hall 120 %, room 100 %, "
				       "chamber 105 %",
			       .type = PARAMETER_NUMBER,
			       .quantity = QUANTITY_PERCENT,
			       .minimum = 0.25,
			       .maximum = 4.0,
			       .fallback = 1.15 },
	[REVERB_LOW_CROSSOVER] = { .name = "low_crossover",
				   .help = "where the rate of decay is halfway; left out: 250 Hz, chamber 200 Hz",
				   .type = PARAMETER_NUMBER,
				   .quantity = QUANTITY_FREQUENCY,
				   .minimum = 50.0,
				   .maximum = 1000.0,
				   .fallback = 250.0 },
	[REVERB_HIGH_DECAY] = { .name = "high_decay",
				.help = "decay far above high_crossover; left out: plate 50 %, hall 35 %, room 50 %, "
					"chamber 55 %",
				.type = PARAMETER_NUMBER,
				.quantity = QUANTITY_PERCENT,
				.minimum = 0.05,
				.maximum = 2.0,
				.fallback = 0.5 },
	[REVERB_HIGH_CROSSOVER] = { .name = "high_crossover",
				    .help = "where the rate of decay is halfway; left out: plate 7 kHz, hall 4.5 kHz, "
					    "room 5.5 kHz, chamber 6 kHz",
				    .type = PARAMETER_NUMBER,
				    .quantity = QUANTITY_FREQUENCY,
				    .minimum = 1000.0,
				    .maximum = 20000.0,
				    .fallback = 7000.0 },
	[REVERB_MODULATION] = { .name = "modulation",
				.help = "how far half of the delays move: 1 ms at 100 %; left out: plate 15 %, hall 25 "
					"%, room, chamber 10 %",
				.type = PARAMETER_NUMBER,
				.quantity = QUANTITY_PERCENT,
				.minimum = 0.0,
				.maximum = 1.0,
				.fallback = 0.15 },
	[REVERB_MODULATION_RATE] = { .name = "modulation_rate",
				     .help = "how fast, about: each delay has its own pace; left out: plate 0.8 Hz, "
					     "hall 0.5 Hz, room 0.6 Hz, chamber 0.7 Hz",
				     .type = PARAMETER_NUMBER,
				     .quantity = QUANTITY_FREQUENCY,
				     .minimum = 0.05,
				     .maximum = REVERB_RATE_MAXIMUM,
				     .fallback = 0.8 },
	[REVERB_HIGHPASS] = { .name = "highpass",
			      .help = "on the wet signal, 12 dB/oct, 0 Hz leaves it out; left out: plate 80 Hz, hall, "
				      "room 40 Hz, chamber 60 Hz",
			      .type = PARAMETER_NUMBER,
			      .quantity = QUANTITY_FREQUENCY,
			      .minimum = 0.0,
			      .maximum = 2000.0,
			      .fallback = 80.0 },
	[REVERB_LOWPASS] = { .name = "lowpass",
			     .help = "on the wet signal, 12 dB/oct, 0 Hz leaves it out; left out: plate 16 kHz, hall "
				     "12 kHz, room, chamber 14 kHz",
			     .type = PARAMETER_NUMBER,
			     .quantity = QUANTITY_FREQUENCY,
			     .minimum = 0.0,
			     .maximum = 48000.0,
			     .fallback = 16000.0 },
	[REVERB_WIDTH] = { .name = "width",
			   .help = "of the wet signal: 0 % is mono, at the same power",
			   .type = PARAMETER_NUMBER,
			   .quantity = QUANTITY_PERCENT,
			   .minimum = 0.0,
			   .maximum = 1.0,
			   .fallback = 1.0 },
	[REVERB_LEVEL] = { .name = "level",
			   .help = "of the wet signal; at 0 dB the tail of a noise is as loud as the noise",
			   .type = PARAMETER_NUMBER,
			   .quantity = QUANTITY_GAIN,
			   .minimum = -INFINITY,
			   .maximum = 24.0,
			   .fallback = 0.0 },
	[REVERB_MIX] = { .name = "mix",
			 .help = "share of the reverb; the rest is the sound as it came in",
			 .type = PARAMETER_NUMBER,
			 .quantity = QUANTITY_PERCENT,
			 .minimum = 0.0,
			 .maximum = 1.0,
			 .fallback = 1.0 },
};

static bool blame(const struct parameter_value *value, const char *words, const char **problem, struct location *at)
{
	*problem = words;
	if (value->given)
		*at = value->at;
	return false;
}

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct location *at)
{
	const double nyquist = context->sample_rate / 2.0;
	const struct reverb_type *type = reverb_type_of(values);
	if (context->channels > SIDES) {
		*problem = "reverb takes a mono or a stereo signal; this one has more than 2 channels; put it on a "
			   "stereo aux";
		return false;
	}
	for (int i = 0; i < REVERB_PARAMETERS; i++)
		if (values[i].given && !reverb_kind_has(type->kind, (enum reverb_parameter)i) &&
		    !isinf(values[i].number))
			return blame(
				&values[i],
				arena_format(arena, "'%s' does nothing for this 'type'; remove it", parameters[i].name),
				problem, at);
	const struct reverb_settings settings = reverb_settings_of(values, context->sample_rate);
	if (type->kind == REVERB_SPRING && absorption_longest(&settings.absorption) > SPRING_SECONDS)
		return blame(&values[REVERB_DECAY],
			     "a spring rings for 8 s at most; give a shorter 'decay' or a lower 'low_decay'", problem,
			     at);
	if (settings.absorption.high_frequency >= nyquist)
		return blame(&values[REVERB_HIGH_CROSSOVER],
			     "'high_crossover' is not under half the sample rate; give a lower frequency", problem, at);
	if (settings.highpass >= nyquist)
		return blame(&values[REVERB_HIGHPASS],
			     "'highpass' is not under half the sample rate; give a lower frequency or 0 Hz", problem,
			     at);
	if (settings.lowpass >= nyquist)
		return blame(&values[REVERB_LOWPASS],
			     "'lowpass' is not under half the sample rate; give a lower frequency or 0 Hz", problem,
			     at);
	if (!type->room && !isinf(reverb_value(values, REVERB_EARLY)))
		return blame(&values[REVERB_EARLY],
			     "a plate has no early reflections; remove 'early' or choose another 'type'", problem, at);
	result->channels = SIDES;
	if (type->kind != REVERB_NETWORK) {
		response_reverb_measure(&settings, context->sample_rate, result);
		return true;
	}
	result->groups_apart = true;
	reverb_measure(&settings, context->sample_rate, result);
	if (settings.early > 0.0 && settings.wet > 0.0)
		result->tail_seconds = fmax(result->tail_seconds, settings.predelay + early_field_seconds(&settings));
	return true;
}

/** The instances of each way to make a reverb. */
struct batch {
	void *networks, *responses;
};

/* Copies the instances of one way; the way is chosen by whether the type is a network. */
static size_t choose(struct processor_instance *chosen, const struct processor_instance *instances, size_t count,
		     bool network)
{
	size_t found = 0;
	for (size_t i = 0; i < count; i++)
		if ((reverb_type_of(instances[i].values)->kind == REVERB_NETWORK) == network)
			chosen[found++] = instances[i];
	return found;
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	struct batch *batch = ARENA_NEW(arena, struct batch);
	struct processor_instance *networks = ARENA_ARRAY(arena, struct processor_instance, count);
	struct processor_instance *responses = ARENA_ARRAY(arena, struct processor_instance, count);
	if (!batch || !networks || !responses)
		return NULL;
	const size_t network_count = choose(networks, instances, count, true);
	const size_t response_count = choose(responses, instances, count, false);
	batch->networks = network_reverb_new(arena, kernel, networks, network_count);
	batch->responses = response_reverb_new(arena, kernel, responses, response_count);
	return batch->networks && batch->responses ? batch : NULL;
}

static void process(void *state, size_t start, size_t frames)
{
	const struct batch *batch = state;
	network_reverb_process(batch->networks, start, frames);
	convolution_batch_process(batch->responses, start, frames);
}

static void reset(void *state)
{
	const struct batch *batch = state;
	network_reverb_reset(batch->networks);
	convolution_batch_reset(batch->responses);
}

const struct processor reverb_processor = {
	.name = "reverb",
	.summary = "plate, hall, room, chamber, spring, gated and reverse",
	.description =
		"A reverb of seven characters. `type` brings the defaults of all that is left out; what "
		"is given counts:\n"
		"  plate    bending waves in steel: dense from the first milliseconds, no early reflections, bass "
		"that lingers;\n"
		"  hall     wide and slow: it builds up over a tenth of a second, and the air takes the treble;\n"
		"  room     walls at hand: as much early sound as tail, and a short one;\n"
		"  chamber  bare plaster: bright, dense and even;\n"
		"  spring   two springs a path: each echo is a chirp, since high frequencies travel slower, and there "
		"is little over 4.3 kHz;\n"
		"  gated    a dense burst of constant level that stops after `decay`;\n"
		"  reverse  it grows by 60 dB for as long as `decay`, and stops.\n"
		"In the first four the sound passes `highpass` and `lowpass` (Butterworth), waits for `predelay`, and "
		"goes two ways. "
		"Early reflections: the echoes over one and two walls of a box with two cardioids in it, by image "
		"sources (Allen and Berkley, JASA 1979). Each wall takes treble and smears the echo by a chain of "
		"all-passes (Schroeder, JAES 1962), the more the higher `diffusion`, so that no echo stands alone. The "
		"tail: a diffuser of sixteen channels in three steps of "
		"delays and orthogonal mixtures, whose angle is `diffusion`, and a feedback delay network of sixteen "
		"lines (Jot and Chaigne, AES 90, 1991) with a Hadamard matrix and lengths that are different primes. "
		"`size` stretches all distances; short decays use shorter delays, long ones longer.\n"
		"RT60 at the frequency f follows from the rate of decay in dB/s, r(f) = r + r (1 / low_decay - 1) / "
		"(1 + (f / low_crossover)^2) + r (1 / high_decay - 1) / (1 + (high_crossover / f)^2), r = 60 / decay: "
		"at the two crossovers the rate is halfway. Each line's filter follows the curve for its own length, "
		"so that all modes of a frequency decay alike.\n"
		"The `modulation` moves half of the lines, each at its own pace, from a seed that the session, the "
		"strip and the number of the insert make: the same in every render, and the same for all stems. It "
		"takes the edge off single modes; 0 % is still.\n"
		"The density of the echoes reaches 0.9 of that of a noise (Abel and Huang, AES 121, 2006) within 40 "
		"ms in a plate and a room and within 60 ms in a chamber and a hall, the predelay included.\n"
		"The other three are convolutions with a response that the type computes. A spring follows Valimaki, "
		"Parker and Abel (JAES 58, 2010): a chain of 96 stretched all-passes, fed back through a delay with an "
		"echo and a ripple; `size` is the length of the springs, and r(f) holds as above. A gated and a "
		"reverse reverb are Gaussian noise (Moorer, Computer Music Journal, 1979) under their envelope. These "
		"three do not move: they have no `modulation`, `diffusion` or `early`, and the last two no `size` and "
		"no decay but one. They are late by some frames, which the render takes back.\n"
		"At `level` 0 dB the tail is normalised: of a pink noise, or a mix, it is as loud as what came in, "
		"whatever type and decay; `early` counts against that. A mono signal comes out in stereo. In a stereo "
		"signal left and right stand at different places: each has reflections and a tail of its own on both "
		"sides. `width` 0 % makes the wet signal mono at the same power. The predelay is the effect: "
		"nothing compensates it. On an aux, leave `mix` at 100 %; the output is (1 - "
		"mix) x + mix level y.",
	.law = STEM_LAW_LINEAR,
	.use = PROCESSOR_USE_REVERB,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = REVERB_TYPE,
	.shape = shape,
	.batch_new = batch_new,
	.process = process,
	.reset = reset,
};
