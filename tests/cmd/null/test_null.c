/* stemprint tests: `stemprint null`, over files that libsndfile wrote.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FRAMES = 96000, WAV24 = SF_FORMAT_WAV | SF_FORMAT_PCM_24, WAV16 = SF_FORMAT_WAV | SF_FORMAT_PCM_16 };

TestSuite(null_command, .fini = scratch_remove);

/* Rounds to steps of 2^(1 - bits), so that a file of that many bits holds the value exactly. */
static void quantise(struct sound *sound, int bits)
{
	double scale = ldexp(1.0, bits - 1);
	for (size_t i = 0; i < sound->frames * sound->channels; i++)
		sound->samples[i] = nearbyint(sound->samples[i] * scale) / scale;
}

/* The sum of two even noises of one step each is triangular. */
static void dither(struct sound *sound, int bits, uint64_t seed)
{
	for (uint64_t i = 0; i < 2; i++) {
		struct sound noise = sound_noise(2 * seed + i, sound->channels, sound->frames, ldexp(0.5, 1 - bits));
		for (size_t k = 0; k < sound->frames * sound->channels; k++)
			sound->samples[k] += noise.samples[k];
		sound_release(&noise);
	}
	quantise(sound, bits);
}

static void add(struct sound *sum, const struct sound *part)
{
	for (size_t i = 0; i < sum->frames; i++)
		for (unsigned channel = 0; channel < sum->channels; channel++)
			sum->samples[i * sum->channels + channel] +=
				part->samples[i * part->channels + (part->channels == 1 ? 0 : channel)];
}

/* Writes drums.wav (stereo), lead.wav (mono), and mix.wav, which is their sum to the bit: -12 dBFS, 2 s, 24 bit. */
static void make(void)
{
	scratch_make();
	struct sound drums = sound_noise(1, 2, FRAMES, 0.25), lead = sound_noise(2, 1, FRAMES, 0.25);
	quantise(&drums, 24);
	quantise(&lead, 24);
	sound_write(scratch_path("drums.wav"), &drums, WAV24);
	sound_write(scratch_path("lead.wav"), &lead, WAV24);
	add(&drums, &lead);
	sound_write(scratch_path("mix.wav"), &drums, WAV24);
	sound_release(&drums);
	sound_release(&lead);
}

/* Runs `null` over files of the scratch folder. The first words are options and are passed on as they are. */
static struct program_run run_null(int code, size_t options, const char *const *words)
{
	static char paths[16][512];
	const char *arguments[20] = { "null" };
	size_t count = 1;
	for (size_t i = 0; words[i]; i++) {
		if (i < options) {
			arguments[count++] = words[i];
			continue;
		}
		snprintf(paths[i], sizeof paths[i], "%s", scratch_path(words[i]));
		arguments[count++] = paths[i];
	}
	return program_expect(code, arguments);
}

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* Lines are broken for the terminal, so only the words count. */
static void unwrap(char *text)
{
	char *end = text;
	for (const char *at = text; *at; at++) {
		char byte = *at == '\n' ? ' ' : *at;
		if (byte != ' ' || (end > text && end[-1] != ' '))
			*end++ = byte;
	}
	*end = '\0';
}

static void expect_out(int code, const char *words, size_t options, const char *const *arguments)
{
	struct program_run run = run_null(code, options, arguments);
	unwrap(run.out);
	cr_expect_not_null(strstr(run.out, words), "\"%s\" is missing in:\n%s", words, run.out);
	program_release(&run);
}

static void expect_err(int code, const char *words, size_t options, const char *const *arguments)
{
	struct program_run run = run_null(code, options, arguments);
	cr_expect_not_null(strstr(run.err, words), "\"%s\" is missing in:\n%s", words, run.err);
	program_release(&run);
}

/* Returns the report. `options` are as for run_null(), and two of them are "--json" and "-". */
static json_t *report(int code, size_t options, const char *const *arguments)
{
	struct program_run run = run_null(code, options, arguments);
	json_t *json = json_loads(run.out, JSON_REJECT_DUPLICATES, NULL);
	cr_assert_not_null(json, "%s", run.out);
	program_release(&run);
	return json;
}

static double figure(json_t *json, const char *key)
{
	return json_number_value(json_object_get(json_array_get(json_object_get(json, "null"), 0), key));
}

Test(null_command, stems_that_add_up)
{
	make();
	expect_out(0, "null mix.wav = 2 stems PASS residual exact", 0, WORDS("mix.wav", "drums.wav", "lead.wav"));
	struct program_run run = run_null(0, 1, WORDS("-q", "mix.wav", "lead.wav", "drums.wav"));
	cr_expect_str_empty(run.out);
	cr_expect_str_empty(run.err);
	program_release(&run);
	json_t *json = report(0, 2, WORDS("--json", "-", "mix.wav", "drums.wav", "lead.wav"));
	json_t *channels = json_array_get(json_object_get(json, "verdicts"), 2);
	cr_expect(json_is_null(json_object_get(json, "recipe")));
	cr_expect_str_eq(json_string_value(json_object_get(json, "verdict")), "pass");
	cr_expect_str_eq(json_string_value(json_object_get(channels, "name")), "channels");
	cr_expect_not_null(strstr(json_string_value(json_object_get(channels, "detail")), "counts on all 2 at 0 dB"));
	json_decref(json);
}

/* Without the drums, the residual is the drums. */
Test(null_command, a_stem_too_few)
{
	make();
	json_t *json = report(1, 2, WORDS("--json", "-", "mix.wav", "lead.wav"));
	struct sound drums = sound_read(scratch_path("drums.wav"));
	double squares = 0.0;
	for (size_t i = 0; i < 2 * drums.frames; i++)
		squares += drums.samples[i] * drums.samples[i];
	double rms = sqrt(squares / (2.0 * (double)drums.frames));
	cr_expect_float_eq(figure(json, "residual_rms_dbfs"), 20.0 * log10(rms), 0.006);
	cr_expect_float_eq(figure(json, "residual_peak_dbfs"), 20.0 * log10(sound_peak(&drums)), 0.006);
	json_t *course = json_object_get(json_array_get(json_object_get(json, "null"), 0), "course");
	cr_expect_eq(json_array_size(json_object_get(course, "rms_dbfs")), 2);
	sound_release(&drums);
	json_decref(json);
	expect_out(1, "over what is allowed in 2 of 2 s, from 0:00 on", 0, WORDS("mix.wav", "lead.wav"));
	expect_out(1, "at most -60.0 dBFS peak asked for", 2, WORDS("--max", "-60", "mix.wav", "lead.wav"));
	expect_out(0, "limit -11.9", 1, WORDS("--max=-11.9 dBFS", "mix.wav", "lead.wav"));
}

/* With real dither and mixed widths, the rms of the residual is the floor that the formats predict. */
Test(null_command, floors_of_dithered_files)
{
	static const int widths[][3] = { { 24, 24, 24 }, { 16, 24, 24 }, { 16, 16, 16 }, { 24, 16, 24 } };
	scratch_make();
	for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
		static const char *const names[] = { "mix.wav", "a.wav", "b.wav" };
		struct sound sounds[3] = { { 0 }, sound_noise(1, 2, FRAMES, 0.25), sound_noise(2, 2, FRAMES, 0.25) };
		sounds[0] = sound_noise(1, 2, FRAMES, 0.25);
		add(&sounds[0], &sounds[2]);
		for (unsigned k = 0; k < 3; k++) {
			dither(&sounds[k], widths[i][k], 100 + k);
			sound_write(scratch_path(names[k]), &sounds[k], widths[i][k] == 16 ? WAV16 : WAV24);
			sound_release(&sounds[k]);
		}
		json_t *json = report(0, 2, WORDS("--json", "-", "mix.wav", "a.wav", "b.wav"));
		double power = 0.0;
		for (unsigned k = 0; k < 3; k++)
			power += 3.0 * pow(4.0, 1.0 - widths[i][k]) / 12.0;
		cr_expect_float_eq(figure(json, "floor_dbfs"), 10.0 * log10(power), 0.006, "case %zu", i);
		cr_expect_float_eq(figure(json, "residual_rms_dbfs"), 10.0 * log10(power), 0.1, "case %zu", i);
		json_decref(json);
	}
}

Test(null_command, containers_are_mixed_at_will)
{
	static const struct {
		const char *name;
		int format;
	} kinds[] = {
		{ "a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24 }, { "b.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_24 },
		{ "c.wav", SF_FORMAT_WAVEX | SF_FORMAT_PCM_32 }, { "d.caf", SF_FORMAT_CAF | SF_FORMAT_PCM_24 },
		{ "e.wav", SF_FORMAT_RF64 | SF_FORMAT_FLOAT },   { "f.w64", SF_FORMAT_W64 | SF_FORMAT_DOUBLE },
		{ "g.aiff", SF_FORMAT_AIFF | SF_FORMAT_FLOAT },  { "h.au", SF_FORMAT_AU | SF_FORMAT_PCM_24 },
	};
	enum { KINDS = sizeof kinds / sizeof *kinds };
	const char *words[KINDS + 2] = { "mix.wav" };
	scratch_make();
	struct sound mix = sound_noise(100, 2, FRAMES, 0.0);
	for (unsigned i = 0; i < KINDS; i++) {
		struct sound part = sound_noise(i, 2, FRAMES, 0.1);
		quantise(&part, 24);
		sound_write(scratch_path(kinds[i].name), &part, kinds[i].format);
		add(&mix, &part);
		sound_release(&part);
		words[i + 1] = kinds[i].name;
	}
	sound_write(scratch_path("mix.wav"), &mix, WAV24);
	sound_release(&mix);
	expect_out(0, "mix.wav = 8 stems PASS residual exact", 0, words);
}

/* The error of a lossy file is unknown, so there is no floor. */
Test(null_command, lossy_files_need_a_limit)
{
	make();
	struct sound lead = sound_read(scratch_path("lead.wav"));
	sound_write(scratch_path("lead.ogg"), &lead, SF_FORMAT_OGG | SF_FORMAT_VORBIS);
	sound_release(&lead);
	expect_out(1, "what the files allow is not known: say what may be left by --max", 0,
		   WORDS("mix.wav", "drums.wav", "lead.ogg"));
	expect_out(0, "PASS", 2, WORDS("--max", "-3", "mix.wav", "drums.wav", "lead.ogg"));
}

Test(null_command, lengths_that_differ)
{
	make();
	struct sound lead = sound_read(scratch_path("lead.wav"));
	lead.frames -= 480;
	sound_write(scratch_path("short.wav"), &lead, WAV24);
	memset(lead.samples + FRAMES - 960, 0, 480 * sizeof *lead.samples);
	sound_write(scratch_path("quiet.wav"), &lead, WAV24);
	lead.frames -= 480;
	sound_write(scratch_path("shorter.wav"), &lead, WAV24);
	sound_release(&lead);
	expect_out(1, "lengths: \"", 0, WORDS("quiet.wav", "shorter.wav"));
	expect_out(0, "residual exact", 1, WORDS("--allow-length", "quiet.wav", "shorter.wav"));
	expect_out(0, "residual exact", 1, WORDS("--allow-length", "shorter.wav", "quiet.wav"));
	/* The part that is cut off becomes the residual. */
	expect_out(1, "(frame 95", 1, WORDS("--allow-length", "lead.wav", "short.wav"));
}

/* Writes the frames from `first` on as a Broadcast Wave that states its start. */
static void write_stamped(const char *name, const struct sound *sound, size_t first, size_t frames, uint64_t stamp)
{
	SF_INFO info = { .samplerate = (int)sound->rate, .channels = (int)sound->channels, .format = WAV24 };
	SF_BROADCAST_INFO broadcast = { .time_reference_low = (uint32_t)stamp,
					.time_reference_high = (uint32_t)(stamp >> 32),
					.version = 1 };
	SNDFILE *file = sf_open(scratch_path(name), SFM_WRITE, &info);
	cr_assert_not_null(file);
	cr_assert_eq(sf_command(file, SFC_SET_BROADCAST_INFO, &broadcast, sizeof broadcast), SF_TRUE);
	cr_assert_eq(sf_writef_double(file, sound->samples + first * sound->channels, (sf_count_t)frames),
		     (sf_count_t)frames);
	cr_assert_eq(sf_close(file), 0);
}

/* Writes only the part of the lead from half a second on. */
Test(null_command, time_stamps)
{
	enum { HOUR = 3600 * 48000, LATE = 24000 };
	make();
	struct sound mix = sound_read(scratch_path("mix.wav")), drums = sound_read(scratch_path("drums.wav"));
	struct sound lead = sound_read(scratch_path("lead.wav"));
	for (size_t i = 0; i < 2 * LATE; i++)
		mix.samples[i] = drums.samples[i];
	write_stamped("mix.wav", &mix, 0, FRAMES, HOUR);
	write_stamped("drums.wav", &drums, 0, FRAMES, HOUR);
	write_stamped("region.wav", &lead, LATE, FRAMES - LATE, HOUR + LATE);
	expect_err(1, "region.wav\" is stamped 0.500 s later than the mix; --by-stamp puts it there", 1,
		   WORDS("--allow-length", "mix.wav", "drums.wav", "region.wav"));
	struct program_run run = run_null(0, 1, WORDS("--by-stamp", "mix.wav", "drums.wav", "region.wav"));
	cr_expect_not_null(strstr(run.out, "residual exact"), "%s", run.out);
	cr_expect_str_empty(run.err);
	program_release(&run);
	/* The file that starts first gives the start. */
	expect_out(0, "residual exact", 2, WORDS("--by-stamp", "--allow-length", "region.wav", "region.wav"));
	write_stamped("late.wav", &mix, LATE, FRAMES - LATE, HOUR + LATE);
	expect_out(1, "(frame ", 2, WORDS("--by-stamp", "--allow-length", "late.wav", "mix.wav"));
	expect_err(4, "it has no time stamp", 1, WORDS("--by-stamp", "mix.wav", "lead.wav"));
	write_stamped("never.wav", &lead, 0, FRAMES, UINT64_C(1) << 63);
	expect_err(4, "beyond a day", 1, WORDS("--by-stamp", "mix.wav", "never.wav"));
	run = run_null(1, 0, WORDS("mix.wav", "never.wav"));
	cr_expect_str_empty(run.err);
	program_release(&run);
	sound_release(&mix);
	sound_release(&drums);
	sound_release(&lead);
}

static void write_tone(const char *name, unsigned rate)
{
	struct sound sound = sound_noise(1, 2, rate, 0.0);
	sound.rate = rate;
	for (size_t i = 0; i < sound.frames; i++) {
		double t = (double)i / rate, fade = sin(M_PI * t);
		sound.samples[2 * i] = 0.5 * fade * fade * sin(2.0 * M_PI * 1000.0 * t);
		sound.samples[2 * i + 1] = 0.5 * fade * fade * cos(2.0 * M_PI * 3000.0 * t);
	}
	sound_write(scratch_path(name), &sound, SF_FORMAT_WAV | SF_FORMAT_DOUBLE);
	sound_release(&sound);
}

Test(null_command, rates_that_differ)
{
	scratch_make();
	write_tone("48.wav", 48000);
	write_tone("44.wav", 44100);
	struct program_run run = run_null(1, 0, WORDS("48.wav", "44.wav"));
	cr_expect_not_null(strstr(run.out, "rates: \""), "%s", run.out);
	cr_expect_null(strstr(run.out, "residual"), "nothing was compared");
	program_release(&run);
	json_t *json = report(1, 2, WORDS("--json", "-", "48.wav", "44.wav"));
	cr_expect_eq(json_array_size(json_object_get(json, "null")), 0);
	json_decref(json);
	expect_out(1, "--max", 1, WORDS("--resample", "48.wav", "44.wav"));
	expect_out(0, "PASS", 3, WORDS("--resample", "--max", "-120", "48.wav", "44.wav"));
	expect_out(0, "PASS", 3, WORDS("--resample", "--max", "-120", "44.wav", "48.wav"));
}

Test(null_command, channels_that_do_not_fit)
{
	make();
	struct sound wide = sound_noise(1, 6, FRAMES, 0.1);
	sound_write(scratch_path("wide.wav"), &wide, WAV24);
	sound_release(&wide);
	expect_out(1, "wide.wav\" has 6 where 2 are wanted", 0, WORDS("mix.wav", "drums.wav", "wide.wav"));
}

Test(null_command, prints_the_residual)
{
	make();
	char path[512];
	snprintf(path, sizeof path, "%s", scratch_path("what/is/left.wav"));
	struct program_run run = run_null(1, 2, WORDS("--residual", path, "mix.wav", "drums.wav"));
	program_release(&run);
	struct sound residual = sound_read(path), lead = sound_read(scratch_path("lead.wav"));
	cr_assert(residual.frames == FRAMES && residual.channels == 2 && residual.rate == 48000);
	for (size_t i = 0; i < 2 * residual.frames; i++)
		cr_assert_eq(residual.samples[i], lead.samples[i / 2]);
	sound_release(&residual);
	sound_release(&lead);
}

/* The residual never overwrites a file that it is computed from, whatever name it is given. */
Test(null_command, spares_its_sources)
{
	make();
	char path[512], other[512];
	snprintf(path, sizeof path, "%s", scratch_path("drums.wav"));
	snprintf(other, sizeof other, "%s", scratch_path("other.wav"));
	cr_assert_eq(link(path, other), 0);
	uint64_t before = sound_file_hash(path);
	expect_err(3, "would overwrite the stem", 2, WORDS("--residual", path, "mix.wav", "drums.wav"));
	expect_err(3, "through a hard link, overwrite the stem", 2, WORDS("--residual", other, "mix.wav", "drums.wav"));
	expect_err(5, "\"", 2, WORDS("--residual", "/proc/none/left.wav", "mix.wav", "drums.wav"));
	cr_expect_eq(sound_file_hash(path), before);
	cr_expect_eq(scratch_count(scratch_path("")), 4);
}

Test(null_command, files_that_cannot_be_read)
{
	make();
	scratch_write(scratch_path("text.wav"), "no sound\n", 9);
	expect_err(4, "text.wav\": it is no audio file", 0, WORDS("mix.wav", "drums.wav", "text.wav"));
	expect_err(4, "none.wav\": it cannot be opened", 0, WORDS("mix.wav", "none.wav", "drums.wav"));
	expect_err(4, "it is a folder", 0, WORDS("", "drums.wav"));
	size_t length;
	unsigned char *bytes = scratch_read(scratch_path("drums.wav"), &length);
	scratch_write(scratch_path("cut.wav"), bytes, length / 2);
	free(bytes);
	struct program_run run = run_null(4, 2, WORDS("--residual", scratch_path("r.wav"), "mix.wav", "cut.wav"));
	cr_expect_not_null(strstr(run.err, "cut.wav\": "), "%s", run.err);
	program_release(&run);
	cr_expect_eq(access(scratch_path("r.wav"), F_OK), -1);
	struct sound bad = sound_noise(1, 2, 20000, 0.1);
	bad.samples[30001] = (double)NAN;
	sound_write(scratch_path("nan.wav"), &bad, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
	sound_release(&bad);
	expect_err(4, "nan.wav\": ", 1, WORDS("--allow-length", "mix.wav", "nan.wav"));
}

static void expect_limited(struct program_call call, int code, const char *words)
{
	struct program_run run = program_run(&call);
	cr_expect_eq(run.code, code, "code %d, signal %d: %s", run.code, run.signal, run.err);
	cr_expect_not_null(strstr(run.err, words), "%s", run.err);
	program_release(&run);
}

/* The disk is full, or too few files may be open at once. */
Test(null_command, limits)
{
	make();
	char mix[512], drums[512], left[512];
	snprintf(mix, sizeof mix, "%s", scratch_path("mix.wav"));
	snprintf(drums, sizeof drums, "%s", scratch_path("drums.wav"));
	snprintf(left, sizeof left, "%s", scratch_path("out/left.wav"));
	expect_limited((struct program_call){ .arguments = PROGRAM_ARGUMENTS("null", "--residual", left, mix, drums),
					      .file_bytes = 100000 },
		       5, "left.wav");
	cr_expect_eq(access(scratch_path("out"), F_OK), -1);
	expect_limited((struct program_call){ .arguments = PROGRAM_ARGUMENTS("null", mix, drums), .open_files = 30 }, 6,
		       "raise it with ulimit -n");
}

/* All files that are wrong are reported in one go. */
Test(null_command, tells_all_that_is_wrong)
{
	make();
	struct program_run run = run_null(4, 0, WORDS("none.wav", "gone.wav", "drums.wav"));
	cr_expect_not_null(strstr(run.err, "none.wav"));
	cr_expect_not_null(strstr(run.err, "gone.wav"));
	program_release(&run);
}

Test(null_command, usage)
{
	make();
	expect_err(2, "a mix and its stems are missing", 0, WORDS(NULL));
	expect_err(2, "the stems are missing", 0, WORDS("mix.wav"));
	expect_err(2, "--max \"loud\"", 2, WORDS("--max", "loud", "mix.wav", "drums.wav"));
	expect_err(2, "--jobs takes", 2, WORDS("-j", "0", "mix.wav", "drums.wav"));
	expect_err(2, "both go to \"x\"", 4, WORDS("--residual", "x", "--json", "x", "mix.wav", "drums.wav"));
}

/* The pattern "*.wav" includes the mix. */
Test(null_command, warns_of_what_is_heard_twice)
{
	make();
	expect_err(1, "mix.wav\" is the mix itself; leave it out", 0,
		   WORDS("mix.wav", "drums.wav", "lead.wav", "mix.wav"));
	expect_err(1, "lead.wav\" is given twice", 0, WORDS("mix.wav", "lead.wav", "lead.wav"));
	struct sound silence = sound_noise(1, 2, FRAMES, 0.0);
	sound_write(scratch_path("silence.wav"), &silence, WAV24);
	sound_release(&silence);
	expect_err(0, "stem \"", 0, WORDS("mix.wav", "lead.wav", "drums.wav", "silence.wav"));
}

Test(null_command, threads_change_no_figure)
{
	make();
	char *first = NULL;
	for (unsigned jobs = 1; jobs < 5; jobs++) {
		char count[2] = { (char)('0' + jobs), 0 };
		struct program_run run = run_null(1, 4, WORDS("-j", count, "--json", "-", "mix.wav", "lead.wav"));
		if (first)
			cr_expect_str_eq(run.out, first);
		else
			first = strdup(run.out);
		program_release(&run);
	}
	free(first);
}

static json_t *first_cause(json_t *json)
{
	return json_array_get(json_object_get(json_array_get(json_object_get(json, "null"), 0), "causes"), 0);
}

/* The file of the drums is narrower than the mix, by [0.8 0.2; 0.2 0.8]. What the mix does is the inverse of it, which
   makes 4/3 and -1/3. */
Test(null_command, tells_the_matrix_of_the_sides)
{
	make();
	struct sound drums = sound_read(scratch_path("drums.wav"));
	/* Their level moves, as that of music does. */
	for (size_t i = 0; i < drums.frames * drums.channels; i++)
		drums.samples[i] *= 0.5 + 0.5 * sin((double)i / 3000.0);
	quantise(&drums, 24);
	sound_write(scratch_path("wide.wav"), &drums, WAV24);
	for (size_t i = 0; i < drums.frames; i++) {
		double *sides = drums.samples + 2 * i;
		const double left = sides[0], right = sides[1];
		sides[0] = 0.8 * left + 0.2 * right;
		sides[1] = 0.2 * left + 0.8 * right;
	}
	quantise(&drums, 24);
	sound_write(scratch_path("narrow.wav"), &drums, WAV24);
	sound_release(&drums);
	json_t *json = report(1, 2, WORDS("--json", "-", "wide.wav", "narrow.wav"));
	const json_t *cause = first_cause(json), *matrix = json_object_get(cause, "matrix");
	cr_assert_str_eq(json_string_value(json_object_get(cause, "kind")), "stereo");
	for (size_t out = 0; out < 2; out++)
		for (size_t in = 0; in < 2; in++)
			cr_expect_float_eq(json_number_value(json_array_get(json_array_get(matrix, out), in)),
					   out == in ? 4.0 / 3.0 : -1.0 / 3.0, 1e-3);
	json_decref(json);
	json = report(1, 3, WORDS("--align", "--json", "-", "wide.wav", "narrow.wav"));
	const json_t *alignment = json_object_get(json_array_get(json_object_get(json, "null"), 0), "alignment");
	const json_t *stem = json_array_get(json_object_get(alignment, "stems"), 0);
	for (size_t out = 0; out < 2; out++)
		for (size_t in = 0; in < 2; in++)
			cr_expect_float_eq(json_number_value(json_array_get(
						   json_array_get(json_object_get(stem, "matrix"), out), in)),
					   out == in ? 4.0 / 3.0 : -1.0 / 3.0, 1e-3);
	/* 4/3 less 1/3: the mean of both sides has the gain 1. A width of 5/3. */
	cr_expect_float_eq(json_number_value(json_object_get(stem, "gain_db")), 0.0, 0.001);
	cr_expect_lt(json_number_value(json_object_get(alignment, "corrected_rms_dbfs")), -130.0);
	json_decref(json);
	expect_out(1, "narrow.wav: at a width of 1.667", 1, WORDS("--align", "wide.wav", "narrow.wav"));
}

/* The lead is 10 frames late, and the drums are 1 dB too soft. A null that fails names both; --align measures both. */
Test(null_command, names_the_culprit)
{
	make();
	struct sound lead = sound_read(scratch_path("lead.wav")), drums = sound_read(scratch_path("drums.wav"));
	memmove(lead.samples + 10, lead.samples, (lead.frames - 10) * sizeof *lead.samples);
	memset(lead.samples, 0, 10 * sizeof *lead.samples);
	sound_write(scratch_path("late.wav"), &lead, WAV24);
	json_t *json = report(1, 2, WORDS("--json", "-", "mix.wav", "drums.wav", "late.wav"));
	json_t *cause = first_cause(json);
	cr_assert_not_null(cause);
	cr_expect_str_eq(json_string_value(json_object_get(cause, "kind")), "offset");
	cr_expect_str_eq(json_string_value(json_object_get(cause, "stem")), scratch_path("late.wav"));
	cr_expect_float_eq(json_number_value(json_object_get(cause, "value")), -10.0, 1e-9);
	cr_expect_gt(json_number_value(json_object_get(cause, "confidence")), 0.7);
	cr_expect(json_is_null(json_object_get(cause, "matrix")));
	json_decref(json);
	for (size_t i = 0; i < drums.frames * drums.channels; i++)
		drums.samples[i] *= pow(10.0, -0.05);
	quantise(&drums, 24);
	sound_write(scratch_path("soft.wav"), &drums, WAV24);
	json = report(1, 3, WORDS("--align", "--json", "-", "mix.wav", "soft.wav", "late.wav"));
	json_t *alignment = json_object_get(json_array_get(json_object_get(json, "null"), 0), "alignment");
	json_t *stems = json_object_get(alignment, "stems");
	cr_expect_float_eq(json_number_value(json_object_get(json_array_get(stems, 0), "gain_db")), 1.0, 0.001);
	cr_expect_float_eq(json_number_value(json_object_get(json_array_get(stems, 0), "offset_frames")), 0.0, 0.01);
	cr_expect_float_eq(json_number_value(json_object_get(json_array_get(stems, 1), "offset_frames")), -10.0, 0.01);
	cr_expect_lt(json_number_value(json_object_get(alignment, "corrected_rms_dbfs")),
		     -45.0); /* the file loses ten frames */
	json_decref(json);
	expect_out(1, "late.wav: 10.00 frames (0.208 ms) earlier in the mix", 1,
		   WORDS("--align", "mix.wav", "soft.wav", "late.wav"));
	expect_out(1, "cause the mix holds \"late.wav\" 10.00 frames", 0, WORDS("mix.wav", "drums.wav", "late.wav"));
	sound_release(&lead);
	sound_release(&drums);
}

/* The file of the drums has its right side 20 frames early. Noise of two sides has nothing in common. */
Test(null_command, aligns_a_late_side)
{
	make();
	struct sound drums = sound_read(scratch_path("drums.wav"));
	for (size_t i = 0; i < drums.frames; i++)
		drums.samples[2 * i + 1] = i + 20 < drums.frames ? drums.samples[2 * (i + 20) + 1] : 0.0;
	sound_write(scratch_path("apart.wav"), &drums, WAV24);
	json_t *json = report(1, 3, WORDS("--align", "--json", "-", "mix.wav", "apart.wav", "lead.wav"));
	const json_t *alignment = json_object_get(json_array_get(json_object_get(json, "null"), 0), "alignment");
	const json_t *stems = json_object_get(alignment, "stems");
	const json_t *sides = json_object_get(json_array_get(stems, 0), "side_delays_frames");
	cr_assert_eq(json_array_size(sides), 2);
	cr_expect_float_eq(json_number_value(json_array_get(sides, 0)), 0.0, 0.01);
	cr_expect_float_eq(json_number_value(json_array_get(sides, 1)), 20.0, 0.01);
	cr_expect(json_is_null(json_object_get(json_array_get(stems, 1), "side_delays_frames")));
	json_decref(json);
	expect_out(1, "apart.wav: its right side 20.00 frames (0.417 ms) later than the other one", 1,
		   WORDS("--align", "mix.wav", "apart.wav", "lead.wav"));
	sound_release(&drums);
}

/* The lead is not among the stems, but among the candidates, together with other noise. */
Test(null_command, finds_the_missing_stem)
{
	make();
	struct sound other = sound_noise(77, 2, FRAMES, 0.2);
	sound_write(scratch_path("other.wav"), &other, WAV24);
	sound_release(&other);
	char lead[512], wrong[512];
	snprintf(lead, sizeof lead, "%s", scratch_path("lead.wav"));
	snprintf(wrong, sizeof wrong, "%s", scratch_path("other.wav"));
	const char *const words[] = { "--candidate", wrong, "--candidate", lead, "mix.wav", "drums.wav", NULL };
	expect_out(1, "cause the mix holds \"lead.wav\", which is not among the stems, at +0.000 dB", 4, words);
}
