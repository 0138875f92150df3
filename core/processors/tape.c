/* Models the magnetisation of tape: the tape processor.
   SPDX-License-Identifier: GPL-3.0-or-later

   The model gives magnetisation against field, with memory: D. C. Jiles and D. L. Atherton, "Theory of ferromagnetic
   hysteresis", 1986, as J. Chowdhury uses it for tape ("Real-time physical modelling for analog tape machines", DAFx
   2019). It has no time, only the path of the field: kernel/hysteresis.h integrates it over the field, from sample to
   sample, at the oversampled rate. */
#include "dsp/delay_line.h"
#include "dsp/elementary.h"
#include "dsp/kernel/column.h"
#include "dsp/kernel/hysteresis.h"
#include "dsp/kernel/select.h"
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

/* A step of integration is at most 1/4 of the unit field, as long as the field moves by less than two units in a
   sample. */
#define STEPS_A_UNIT 4.0
enum { STEPS_MOST = 8, SAMPLES_A_PATH = HYSTERESIS_STEPS / STEPS_MOST };

/* A sound leaves an offset on the tape. The tape adds it, and a high-pass takes it away from what the tape adds. */
#define OFFSET_HERTZ 10.0

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

/* Returns the curve of hysteresis.h, U = L(x + coupling U), for any x, and its slope, by the method of Newton. */
static double coupled(double x, double *slope)
{
	const double size = fabs(x);
	double goal = langevin(size);
	for (int i = 0; i < 3; i++) {
		const double at = size + COUPLING * goal;
		goal -= (goal - langevin(at)) / (1.0 - COUPLING * langevin_slope(at));
	}
	const double steep = langevin_slope(size + COUPLING * goal);
	*slope = steep / (1.0 - COUPLING * steep);
	return copysign(goal, x);
}

/* The cubics meet the curve in value and slope (Hermite) half way between their middles. The error is under 1e-9. */
static double *curve_new(struct arena *arena)
{
	double *curve = ARENA_ARRAY(arena, double, HYSTERESIS_POWERS *(size_t)HYSTERESIS_CUBICS);
	const double step = 1.0 / HYSTERESIS_CUBICS_A_UNIT;
	double slope, value = coupled(-0.5 * step, &slope);
	for (size_t i = 0; curve && i < HYSTERESIS_CUBICS; i++) {
		double then;
		const double next = coupled(((double)i + 0.5) * step, &then);
		const double rise = next - value, sum = 0.5 * step * (slope + then), bend = 0.5 * step * (then - slope);
		double *cubic = curve + HYSTERESIS_POWERS * i;
		cubic[0] = 0.5 * (next + value) - 0.25 * bend;
		cubic[1] = 1.5 * rise - 0.5 * sum;
		cubic[2] = bend;
		cubic[3] = 2.0 * (sum - rise);
		value = next;
		slope = then;
	}
	return curve;
}

static double reversible_of(const struct parameter_value *values)
{
	return REVERSIBLE_LEAST + values[BIAS].number * (REVERSIBLE_MOST - REVERSIBLE_LEAST);
}

/* Returns the slope of magnetisation against field at rest, where the irreversible part does not move yet. */
static double slope_at_rest(double reversible)
{
	return reversible / 3.0 / (1.0 - reversible * COUPLING / 3.0);
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
	double field, distance; /* the last ones, as hysteresis.h has them */
	double offset; /* of what the tape adds */
};

struct voice {
	struct hysteresis tape;
	struct oversampler oversampler;
	double drive, level; /* linear: from sample to field, and from magnetisation to sample */
	double added, output; /* gains of what the tape adds, and of the sum */
	double offset_weight;
	struct column *columns;
	size_t count;
};

/* The columns that run side by side, at most, and the samples of each at the oversampled rate. */
enum { ABREAST = HYSTERESIS_ABREAST, SAMPLES = OVERSAMPLER_FRAMES * OVERSAMPLER_FACTOR };

struct batch {
	const struct kernel *kernel;
	struct voice *voices;
	size_t count;
	struct hysteresis_path *path;
	double samples[ABREAST][SAMPLES];
	double added[ABREAST][OVERSAMPLER_FRAMES];
};

static bool voice_init(struct voice *voice, struct arena *arena, const struct kernel *kernel,
		       const struct processor_instance *instance)
{
	const struct parameter_value *values = instance->values;
	const double reversible = reversible_of(values), drive = decibel_to_gain(values[DRIVE].number);
	*voice = (struct voice){
		.tape = { curve_new(arena), reversible, LOOP * values[HYSTERESIS].number, COUPLING },
		.drive = drive,
		.level = 1.0 / (slope_at_rest(reversible) * drive),
		.output = decibel_to_gain(values[OUTPUT].number),
		.offset_weight =
			1.0 - elementary_exp(-2.0 * ELEMENTARY_PI * OFFSET_HERTZ / instance->context.sample_rate),
		.count = instance->groups * instance->context.channels,
	};
	voice->added = voice->output * values[MIX].number;
	voice->columns = ARENA_ARRAY(arena, struct column, voice->count);
	if (!voice->tape.curve || !voice->columns ||
	    !oversampler_init(&voice->oversampler, arena, kernel, OVERSAMPLER_LINEAR,
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
	batch->kernel = kernel;
	batch->count = count;
	batch->voices = ARENA_ARRAY(arena, struct voice, count);
	batch->path = ARENA_NEW(arena, struct hysteresis_path);
	if (!batch->voices || !batch->path)
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (!voice_init(&batch->voices[i], arena, kernel, &instances[i]))
			return NULL;
	return batch;
}

static int steps_of(double way)
{
	const double wanted = fabs(way) * STEPS_A_UNIT;
	return 1 + (int)(wanted < STEPS_MOST - 1 ? wanted : STEPS_MOST - 1);
}

/* Counts the steps of each sample, as many as the column that needs most. Returns their sum. `abreast` is a constant
   where this is called, as it is in the next two. */
static inline size_t count_steps(const double *field, int *steps, size_t count, size_t abreast)
{
	size_t sum = 0;
	for (size_t i = 0; i < count; i++) {
		double longest = 0.0;
		for (size_t k = 0; k < abreast; k++) {
			const double way = fabs(field[(i + 1) * abreast + k] - field[i * abreast + k]);
			longest = way > longest ? way : longest;
		}
		steps[i] = steps_of(longest);
		sum += (size_t)steps[i];
	}
	return sum;
}

/* Puts the steps between the samples, from the last to the first, since they need more room. A column that needs fewer
   than another one stands still after its own, so that its bits do not depend on the other. A sample of one step writes
   another one before it, which is written again, so that one or two steps need no branch. */
static inline void cut_steps(double *field, const int *steps, size_t count, size_t sum, size_t abreast)
{
	static const double shares[STEPS_MOST + 1] = { 0.0,     1.0,     1.0 / 2, 1.0 / 3, 1.0 / 4,
						       1.0 / 5, 1.0 / 6, 1.0 / 7, 1.0 / 8 };
	double to[ABREAST], step[ABREAST];
	int own[ABREAST];
	for (size_t k = 0; k < abreast; k++)
		to[k] = field[count * abreast + k];
	for (size_t i = count; i-- > 0;) {
		double from[ABREAST];
		sum -= (size_t)steps[i];
		double *at = field + (sum + (size_t)steps[i]) * abreast;
		for (size_t k = 0; k < abreast; k++) {
			from[k] = field[i * abreast + k];
			own[k] = steps_of(to[k] - from[k]);
			step[k] = (to[k] - from[k]) * shares[own[k]];
		}
		for (size_t k = 0; k < abreast; k++)
			at[k] = to[k];
		int j = steps[i] - 1;
		do {
			at -= abreast;
			for (size_t k = 0; k < abreast; k++)
				at[k] = to[k] - (double)(own[k] > j ? own[k] - j : 0) * step[k];
		} while (--j > 0);
		for (size_t k = 0; k < abreast; k++)
			to[k] = from[k];
	}
	for (size_t k = 0; k < abreast; k++)
		field[k] = to[k];
}

/* Keeps the entries at the ends of the samples. */
static inline void join_steps(double *row, const int *steps, size_t count, size_t abreast)
{
	const double *from = row;
	for (size_t i = 1; i <= count; i++) {
		from += abreast * (size_t)steps[i - 1];
		for (size_t k = 0; k < abreast; k++)
			row[i * abreast + k] = from[k];
	}
}

static inline void follow_steps(const struct hysteresis_kernel *kernel, struct hysteresis_path *path,
				const struct hysteresis *tape, size_t count, size_t abreast)
{
	int steps[SAMPLES_A_PATH];
	const size_t sum = count_steps(path->field, steps, count, abreast);
	cut_steps(path->field, steps, count, sum, abreast);
	kernel->follow(path, tape, sum);
	join_steps(path->field, steps, count, abreast);
	join_steps(path->target, steps, count, abreast);
	join_steps(path->gain, steps, count, abreast);
	join_steps(path->distance, steps, count, abreast);
}

/* Follows a path whose samples may need several steps each. */
static void follow(const struct hysteresis_kernel *kernel, struct hysteresis_path *path, const struct hysteresis *tape,
		   size_t count, double longest)
{
	if (steps_of(longest) == 1)
		kernel->follow(path, tape, count);
	else if (path->abreast == ABREAST)
		follow_steps(kernel, path, tape, count, ABREAST);
	else if (path->abreast == 2)
		follow_steps(kernel, path, tape, count, 2);
	else
		follow_steps(kernel, path, tape, count, 1);
}

/* Turns samples at the oversampled rate into what the tape adds to them. Mostly, one step is enough for each. A column
   that is missing beside the others is the first one once more. */
static void run_path(const struct batch *batch, const struct voice *voice, struct column *columns, size_t count,
		     double (*samples)[SAMPLES], size_t start, size_t frames)
{
	const struct hysteresis_kernel *kernel = batch->kernel->hysteresis;
	struct hysteresis_path *path = batch->path;
	const size_t abreast = path->abreast = count > kernel->least ? kernel->most : kernel->least;
	double *in[ABREAST];
	for (size_t k = 0; k < abreast; k++) {
		const size_t own = k < count ? k : 0;
		in[k] = samples[own] + start;
		path->field[k] = columns[own].field;
		path->distance[k] = columns[own].distance;
	}
	const double longest = kernel->enter(path, (const double *const *)in, voice->drive, frames);
	follow(kernel, path, &voice->tape, frames, longest);
	kernel->leave(in, path, &voice->tape, voice->level, frames);
	for (size_t k = 0; k < count; k++) {
		columns[k].field = path->field[frames * abreast + k];
		columns[k].distance = path->distance[frames * abreast + k];
	}
}

static void run_tape(const struct batch *batch, const struct voice *voice, struct column *columns, size_t count,
		     double (*samples)[SAMPLES], size_t frames)
{
	for (size_t start = 0; start < frames; start += SAMPLES_A_PATH)
		run_path(batch, voice, columns, count, samples, start,
			 frames - start < SAMPLES_A_PATH ? frames - start : SAMPLES_A_PATH);
}

/* Takes the offsets of up to ABREAST columns out of what the tape adds, side by side: a sample of one column waits for
   the one before it. */
static void filter_offset(const struct voice *voice, struct column *columns, size_t count,
			  double (*samples)[OVERSAMPLER_FRAMES], size_t frames)
{
	const double weight = voice->offset_weight, kept = 1.0 - weight;
	double offsets[ABREAST];
	for (size_t k = 0; k < ABREAST; k++)
		offsets[k] = k < count ? columns[k].offset : 0.0;
	for (size_t i = 0; i < frames; i++)
		for (size_t k = 0; k < ABREAST; k++) {
			offsets[k] = kept * offsets[k] + weight * samples[k][i];
			samples[k][i] -= offsets[k];
		}
	for (size_t k = 0; k < count; k++)
		columns[k].offset = offsets[k];
}

static void finish_column(const struct batch *batch, const struct voice *voice, struct column *column,
			  const double *added, size_t start, size_t frames)
{
	double *out = column->out + start;
	delay_line_process(&column->line, batch->kernel, out, column->in + start, frames);
	const double *const terms[] = { out, added };
	const double gains[] = { voice->output, voice->added };
	batch->kernel->column->mix(out, terms, gains, 2, frames);
}

static void process_tile(struct batch *batch, const struct voice *voice, struct column *columns, size_t count,
			 size_t start, size_t frames)
{
	for (size_t k = 0; k < count; k++)
		oversampler_up(&voice->oversampler, &columns[k].up, batch->samples[k], columns[k].in + start, frames);
	run_tape(batch, voice, columns, count, batch->samples, frames << voice->oversampler.stages);
	for (size_t k = 0; k < count; k++)
		oversampler_down(&voice->oversampler, &columns[k].down, batch->added[k], batch->samples[k], frames);
	filter_offset(voice, columns, count, batch->added, frames);
	for (size_t k = 0; k < count; k++)
		finish_column(batch, voice, &columns[k], batch->added[k], start, frames);
}

static void process_voice(struct batch *batch, const struct voice *voice, size_t start, size_t frames)
{
	const size_t width = batch->kernel->hysteresis->most;
	for (size_t first = 0; first < voice->count; first += width)
		for (size_t done = 0; done < frames; done += OVERSAMPLER_FRAMES)
			process_tile(batch, voice, &voice->columns[first],
				     voice->count - first < width ? voice->count - first : width, start + done,
				     frames - done < OVERSAMPLER_FRAMES ? frames - done : OVERSAMPLER_FRAMES);
}

static void process(void *state, size_t start, size_t frames)
{
	struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		process_voice(batch, &batch->voices[i], start, frames);
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
			column->field = column->distance = column->offset = 0.0;
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
		"The model is integrated over the field (by exponentials, up to 8 steps a sample), at `oversampling` "
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
