/* Models the magnetisation of tape: the tape processor.
   SPDX-License-Identifier: GPL-3.0-or-later

   The model gives magnetisation against field, with memory: D. C. Jiles and D. L. Atherton, "Theory of ferromagnetic
   hysteresis", 1986, as J. Chowdhury uses it for tape ("Real-time physical modelling for analog tape machines", DAFx
   2019). It has no time, only the path of the field: it is integrated over the field, from sample to sample, at the
   oversampled rate. */
#include "dsp/delay_line.h"
#include "dsp/elementary.h"
#include "dsp/oversampler.h"
#include "processors/processor.h"

#include <math.h>

enum { DRIVE, BIAS, HYSTERESIS, MIX, OUTPUT, OVERSAMPLING };

/* The index is the number of doublings. */
static const char *const factors[] = { "1x", "2x", "4x", "8x", "16x", NULL };

static const struct parameter parameters[] = {
	[DRIVE] = { .name = "drive",
		    .help = "level on the tape: at 0 dB full scale just begins to bend",
		    .type = PARAMETER_NUMBER,
		    .quantity = QUANTITY_GAIN,
		    .minimum = -12.0,
		    .maximum = 36.0,
		    .fallback = 12.0 },
	[BIAS] = { .name = "bias",
		   .help = "how much of the magnetisation follows the field without memory, as bias makes it do: with "
			   "less, all but the softest signals rise and distort",
		   .type = PARAMETER_NUMBER,
		   .quantity = QUANTITY_PERCENT,
		   .minimum = 0.0,
		   .maximum = 1.0,
		   .fallback = 0.75 },
	[HYSTERESIS] = { .name = "hysteresis",
			 .help = "width of the loop; 100 % is ferric oxide",
			 .type = PARAMETER_NUMBER,
			 .quantity = QUANTITY_PERCENT,
			 .minimum = 0.5,
			 .maximum = 2.0,
			 .fallback = 1.0 },
	[MIX] = { .name = "mix",
		  .help = "share of what the tape adds to the signal",
		  .type = PARAMETER_NUMBER,
		  .quantity = QUANTITY_PERCENT,
		  .minimum = 0.0,
		  .maximum = 1.0,
		  .fallback = 1.0 },
	[OUTPUT] = { .name = "output",
		     .help = "gain of all at the end",
		     .type = PARAMETER_NUMBER,
		     .quantity = QUANTITY_GAIN,
		     .minimum = -60.0,
		     .maximum = 24.0,
		     .fallback = 0.0 },
	[OVERSAMPLING] = { .name = "oversampling",
			   .help = "how many times the sample rate the tape runs at: each doubling aliases less",
			   .type = PARAMETER_CHOICE,
			   .choices = factors,
			   .fallback = 2 },
};

/* The constants are in units of the curve: field over a, magnetisation over M_s. The values of ferric oxide (DAFx 2019,
   section 2) are M_s = 350 kA/m, a = 22, k = 27, alpha = 1.6e-3, c = 0.17. */
#define COUPLING (1.6e-3 * 350.0 / 22.0)
#define LOOP (27.0 / 22.0)
#define REVERSIBLE_LEAST 0.17
#define REVERSIBLE_MOST 0.9

/* The field goes no further than this: there the tape is saturated to within 3 %. */
#define FIELD_MOST 32.0

/* A step of integration is at most 1/16 of the unit field, as long as the field moves by less than half a unit in a
   sample. */
#define STEPS_A_UNIT 16.0
enum { STEPS_MOST = 8 };

/* A sound leaves an offset on the tape. The tape adds it, and a high-pass takes it away from what the tape adds. */
#define OFFSET_HERTZ 10.0

/* The anhysteretic curve is a table of cubics, 64 for each unit, which meet it in value and slope (Hermite). The error
   is under 1e-9. */
enum { CUBICS_A_UNIT = 64, CUBICS = 33 * CUBICS_A_UNIT };

struct cubic {
	double terms[4];
};

struct curve {
	struct cubic cubics[CUBICS];
};

/* Returns Langevin's function, coth x - 1/x, for x of 0 and more. Near 0, where the two terms cancel, it takes the
   series. */
static double langevin(double x)
{
	const double y = x * x;
	if (x < 0.5)
		return x * (1.0 / 3.0 +
			    y * (-1.0 / 45.0 +
				 y * (2.0 / 945.0 +
				      y * (-1.0 / 4725.0 +
					   y * (2.0 / 93555.0 + y * (-1382.0 / 638512875.0 + y * 4.0 / 18243225.0))))));
	return 1.0 / elementary_tanh(x) - 1.0 / x;
}

static double langevin_slope(double x)
{
	const double y = x * x;
	if (x < 0.5)
		return 1.0 / 3.0 +
		       y * (-1.0 / 15.0 +
			    y * (2.0 / 189.0 + y * (-1.0 / 675.0 + y * (2.0 / 10395.0 + y * (-1382.0 / 58046625.0 +
											     y * 4.0 / 1403325.0)))));
	const double coth = 1.0 / elementary_tanh(x);
	return 1.0 - coth * coth + 1.0 / y;
}

static void curve_init(struct curve *curve)
{
	for (size_t i = 0; i < CUBICS; i++) {
		const double x0 = (double)i / CUBICS_A_UNIT, x1 = (double)(i + 1) / CUBICS_A_UNIT;
		const double y0 = langevin(x0), rise = langevin(x1) - y0;
		const double s0 = langevin_slope(x0) / CUBICS_A_UNIT, s1 = langevin_slope(x1) / CUBICS_A_UNIT;
		curve->cubics[i] = (struct cubic){ { y0, s0, 3.0 * rise - 2.0 * s0 - s1, s0 + s1 - 2.0 * rise } };
	}
}

static inline double curve_at(const struct curve *curve, double x, double *slope)
{
	const double position = fabs(x) * CUBICS_A_UNIT;
	const int index = (int)position;
	const double *c = curve->cubics[index].terms, t = position - index, square = t * t;
	*slope = ((c[1] + t * (2.0 * c[2])) + square * (3.0 * c[3])) * CUBICS_A_UNIT;
	return copysign((c[0] + t * c[1]) + square * (c[2] + t * c[3]), x);
}

/* The tape, and the piece of it at the head. */
struct tape {
	const struct curve *curve;
	double reversible; /* c */
	double width; /* (1 - c) k */
};

static double reversible_of(const struct parameter_value *values)
{
	return REVERSIBLE_LEAST + values[BIAS].number * (REVERSIBLE_MOST - REVERSIBLE_LEAST);
}

/* Returns the slope of magnetisation against field at rest, where the irreversible part does not move yet. */
static double slope_at_rest(double reversible)
{
	return reversible / 3.0 / (1.0 - reversible * COUPLING / 3.0);
}

/* Returns d magnetisation / d field where the field moves in `direction`, 1 or -1. The irreversible part only ever
   moves towards the curve. */
static inline double slope_of(const struct tape *tape, double magnetisation, double field, double direction)
{
	double slope;
	const double goal = curve_at(tape->curve, field + COUPLING * magnetisation, &slope);
	double excess = (goal - magnetisation) * direction;
	excess = excess > 0.0 ? excess : 0.0;
	const double below = tape->width - COUPLING * excess;
	const double moved = tape->reversible * slope;
	return ((1.0 - tape->reversible) * excess + moved * below) / (below * (1.0 - COUPLING * moved));
}

/* Returns the magnetisation when the field has gone from `from` to `to`, by the midpoint rule of Runge and Kutta. */
static inline double magnetise(const struct tape *tape, double magnetisation, double from, double to)
{
	const double way = to - from, direction = way < 0.0 ? -1.0 : 1.0;
	const int wanted = 1 + (int)(fabs(way) * STEPS_A_UNIT), steps = wanted < STEPS_MOST ? wanted : STEPS_MOST;
	const double step = steps > 1 ? way / steps : way;
	for (int i = 0; i < steps; i++) {
		const double field = from + (double)i * step;
		const double half = 0.5 * step * slope_of(tape, magnetisation, field, direction);
		magnetisation += step * slope_of(tape, magnetisation + half, field + 0.5 * step, direction);
	}
	magnetisation = magnetisation > -1.0 ? magnetisation : -1.0;
	return magnetisation < 1.0 ? magnetisation : 1.0;
}

static size_t latency_of(const struct parameter_value *values)
{
	return oversampler_latency(OVERSAMPLER_LINEAR, (size_t)values[OVERSAMPLING].number);
}

/* At most the whole magnetisation stays on the tape; it dies away behind the high-pass. */
static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *shape, const char **problem, struct location *at)
{
	(void)arena;
	(void)problem;
	(void)at;
	const double full = 1.0 / (slope_at_rest(reversible_of(values)) * decibel_to_gain(values[DRIVE].number));
	const double level = 4.0 * fmax(full * decibel_to_gain(values[OUTPUT].number), 1.0);
	shape->latency = shape->early = latency_of(values);
	shape->tail_seconds = (double)shape->latency / context->sample_rate +
			      elementary_log(level * 1e6) / (2.0 * ELEMENTARY_PI * OFFSET_HERTZ);
	return true;
}

/* One channel of one group. */
struct column {
	const double *in;
	double *out;
	struct oversampler_memory up, down;
	struct delay_line line;
	double field, magnetisation;
	double offset; /* of what the tape adds */
};

struct voice {
	struct tape tape;
	struct oversampler oversampler;
	double drive, level; /* linear: from sample to field, and from magnetisation to sample */
	double added, output; /* gains of what the tape adds, and of the sum */
	double offset_weight;
	struct column *columns;
	size_t count;
};

/* This many columns run side by side; each has so many samples at the oversampled rate. */
enum { ABREAST = 4, SAMPLES = OVERSAMPLER_FRAMES * OVERSAMPLER_FACTOR };

struct batch {
	const struct kernel *kernel;
	struct voice *voices;
	size_t count;
	struct curve curve;
	double samples[ABREAST][SAMPLES];
	double added[OVERSAMPLER_FRAMES];
};

static bool voice_init(struct voice *voice, struct arena *arena, const struct kernel *kernel,
		       const struct processor_instance *instance, const struct curve *curve)
{
	const struct parameter_value *values = instance->values;
	const double reversible = reversible_of(values), drive = decibel_to_gain(values[DRIVE].number);
	*voice = (struct voice){
		.tape = { curve, reversible, (1.0 - reversible) * LOOP * values[HYSTERESIS].number },
		.drive = drive,
		.level = 1.0 / (slope_at_rest(reversible) * drive),
		.output = decibel_to_gain(values[OUTPUT].number),
		.offset_weight =
			1.0 - elementary_exp(-2.0 * ELEMENTARY_PI * OFFSET_HERTZ / instance->context.sample_rate),
		.count = instance->groups * instance->context.channels,
	};
	voice->added = voice->output * values[MIX].number;
	voice->columns = ARENA_ARRAY(arena, struct column, voice->count);
	if (!voice->columns || !oversampler_init(&voice->oversampler, arena, kernel, OVERSAMPLER_LINEAR,
						 (size_t)values[OVERSAMPLING].number))
		return false;
	for (size_t i = 0; i < voice->count; i++) {
		struct column *column = &voice->columns[i];
		column->in = instance->in[i];
		column->out = instance->out[i];
		if (!oversampler_memory_init_up(&column->up, arena, &voice->oversampler) ||
		    !oversampler_memory_init_down(&column->down, arena, &voice->oversampler) ||
		    !delay_line_init(&column->line, arena, voice->oversampler.latency))
			return false;
	}
	return true;
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	struct batch *batch = ARENA_NEW(arena, struct batch);
	if (!batch)
		return NULL;
	curve_init(&batch->curve);
	batch->kernel = kernel;
	batch->count = count;
	batch->voices = ARENA_ARRAY(arena, struct voice, count);
	if (!batch->voices)
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (!voice_init(&batch->voices[i], arena, kernel, &instances[i], &batch->curve))
			return NULL;
	return batch;
}

/* Turns samples at the oversampled rate into what the tape adds to them. Each step waits for the step before it, so
   columns that run side by side share the time. */
static void run_tape(const struct voice *voice, struct column *columns, size_t abreast, double (*samples)[SAMPLES],
		     size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < abreast; k++) {
			double to = samples[k][i] * voice->drive;
			to = to > -FIELD_MOST ? to : -FIELD_MOST;
			to = to < FIELD_MOST ? to : FIELD_MOST;
			columns[k].magnetisation =
				magnetise(&voice->tape, columns[k].magnetisation, columns[k].field, to);
			columns[k].field = to;
			samples[k][i] = columns[k].magnetisation * voice->level - samples[k][i];
		}
}

static void filter_offset(const struct voice *voice, struct column *column, double *samples, size_t count)
{
	double offset = column->offset;
	for (size_t i = 0; i < count; i++) {
		offset += voice->offset_weight * (samples[i] - offset);
		samples[i] -= offset;
	}
	column->offset = offset;
}

static void finish_column(struct batch *batch, const struct voice *voice, struct column *column, size_t start,
			  size_t frames)
{
	double *out = column->out + start, *added = batch->added;
	filter_offset(voice, column, added, frames);
	delay_line_process(&column->line, batch->kernel, out, column->in + start, frames);
	for (size_t i = 0; i < frames; i++)
		out[i] = voice->output * out[i] + voice->added * added[i];
}

static void process_tile(struct batch *batch, const struct voice *voice, struct column *columns, size_t abreast,
			 size_t start, size_t frames)
{
	for (size_t k = 0; k < abreast; k++)
		oversampler_up(&voice->oversampler, &columns[k].up, batch->samples[k], columns[k].in + start, frames);
	run_tape(voice, columns, abreast, batch->samples, frames << voice->oversampler.stages);
	for (size_t k = 0; k < abreast; k++) {
		oversampler_down(&voice->oversampler, &columns[k].down, batch->added, batch->samples[k], frames);
		finish_column(batch, voice, &columns[k], start, frames);
	}
}

static void process_voice(struct batch *batch, const struct voice *voice, size_t frames)
{
	for (size_t first = 0; first < voice->count; first += ABREAST)
		for (size_t start = 0; start < frames; start += OVERSAMPLER_FRAMES)
			process_tile(batch, voice, &voice->columns[first],
				     voice->count - first < ABREAST ? voice->count - first : ABREAST, start,
				     frames - start < OVERSAMPLER_FRAMES ? frames - start : OVERSAMPLER_FRAMES);
}

static void process(void *state, size_t frames)
{
	struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		process_voice(batch, &batch->voices[i], frames);
}

static void reset(void *state)
{
	struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		for (size_t k = 0; k < batch->voices[i].count; k++) {
			struct column *column = &batch->voices[i].columns[k];
			oversampler_memory_reset(&column->up);
			oversampler_memory_reset(&column->down);
			delay_line_reset(&column->line);
			column->field = column->magnetisation = column->offset = 0.0;
		}
}

static double resting_gain(const struct parameter_value *values)
{
	return decibel_to_gain(values[OUTPUT].number);
}

const struct processor tape_processor = {
	.name = "tape",
	.summary = "magnetic tape: saturation with memory",
	.description =
		"The magnetisation m of a tape against the field h at its head, by the hysteresis model of Jiles and "
		"Atherton (1986), as J. Chowdhury applies it to tape (DAFx 2019): where h moves in the direction d (1 "
		"or -1), with the curve L(x) = coth x - 1/x, q = h + 0.025 m and e = d (L(q) - m), 0 where that is "
		"negative,\n"
		"  dm/dh = ((1 - c) e / ((1 - c) k - 0.025 e) + c L'(q)) / (1 - 0.025 c L'(q)).\n"
		"So m depends on where h came from: a loop, wider where it is louder, and not the curve of a "
		"`saturation`. `bias` moves c from 0.17, what the model has for ferric oxide by itself, to 0.9: the "
		"bias of a tape machine makes the tape follow L alone. `hysteresis` is k against the 1.23 of ferric "
		"oxide.\n"
		"h is the signal times `drive`. What comes out is scaled so that soft signals keep their level: "
		"levels between these and saturation come out louder, by at most 1/c (1 dB at 100 % bias, 3 dB at 75 "
		"%, 15 dB at 0 %), as on a tape with too little bias. More drive is an earlier and lower ceiling.\n"
		"The model is integrated over the field (midpoint rule, up to 8 steps a sample), at `oversampling` "
		"times the rate, between filters of linear phase whose latency the graph makes up for. What the tape "
		"adds to the signal is added to the signal itself, delayed bit for bit: at `mix: 0 %` nothing else is "
		"left. An offset that stays on the tape is taken out of what is added by a high-pass at 10 Hz. The "
		"rest of a tape machine is `wow-flutter`, `tape-head` and the generated source `tape-hiss`.\n"
		"For stems it is opaque: its linear part is the signal, delayed, times `output`.",
	.law = STEM_LAW_OPAQUE,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = DRIVE,
	.shape = shape,
	.resting_gain = resting_gain,
	.batch_new = batch_new,
	.process = process,
	.reset = reset,
};
