/* Runs SoX and FFmpeg beside stemprint, over the same file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer.h"

#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <jansson.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS = 64 };

static bool is_there(const char *program)
{
	const char *path = getenv("PATH");
	char folders[4096], *rest = folders, *folder;
	snprintf(folders, sizeof folders, "%s", path ? path : "");
	while ((folder = strsep(&rest, ":"))) {
		char file[4400];
		snprintf(file, sizeof file, "%s/%s", folder, program);
		if (access(file, X_OK) == 0)
			return true;
	}
	return false;
}

void peer_need(const char *program)
{
	if (!is_there(program))
		cr_skip_test("'%s' is not installed: nothing to compare with", program);
}

void peer_begin(void)
{
	scratch_make();
}

void peer_end(void)
{
	scratch_remove();
}

void peer_second_source(const char *name, const struct sound *sound)
{
	sound_write(scratch_path(name), sound, SF_FORMAT_WAV | SF_FORMAT_DOUBLE);
}

const char *peer_second_path(const char *name)
{
	return scratch_path(name);
}

void peer_source(const struct sound *sound)
{
	peer_second_source("in.wav", sound);
}

struct sound peer_stemprint(const char *inserts, unsigned rate)
{
	char recipe[4096];
	snprintf(recipe, sizeof recipe,
		 "version: 1\n"
		 "session: { sample_rate: %u, pan_law: 0 dB }\n"
		 "tracks:\n  t: { source: in.wav, inserts: [ %s ], output: master }\n"
		 "outputs:\n  master: {}\n"
		 "print:\n  directory: out\n  format: { container: wav, encoding: float64, dither: none }\n"
		 "  mixes: { mix: { of: master } }\n",
		 rate, inserts);
	scratch_write(scratch_path("recipe.yaml"), recipe, strlen(recipe));
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", scratch_path("recipe.yaml")));
	program_release(&run);
	return sound_read(scratch_path("out/mix.wav"));
}

double peer_stemprint_loudness(const char *key)
{
	json_t *report = json_load_file(scratch_path("out/report.json"), 0, NULL);
	json_t *file = json_array_get(json_object_get(report, "files"), 0);
	const double value = json_number_value(json_object_get(json_object_get(file, "loudness"), key));
	json_decref(report);
	return value;
}

/* Runs a program of the system. Its output goes to peer.out and peer.err. */
static void run(const char *const *words)
{
	const char *out = scratch_path("peer.out"), *err = scratch_path("peer.err");
	const pid_t process = fork();
	cr_assert_geq(process, 0);
	if (process == 0) {
		const int output = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		const int error = open(err, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		const int input = open("/dev/null", O_RDONLY);
		if (dup2(output, STDOUT_FILENO) < 0 || dup2(error, STDERR_FILENO) < 0 || dup2(input, STDIN_FILENO) < 0)
			_exit(126);
		/* execvp() does not change the words; its type is older than const. */
		union {
			const char *const *ours;
			char *const *theirs;
		} list = { .ours = words };
		execvp(words[0], list.theirs);
		_exit(127);
	}
	int status = 0;
	cr_assert_eq(waitpid(process, &status, 0), process);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return;
	size_t length = 0;
	char *said = (char *)scratch_read(err, &length);
	cr_assert_fail("%s ended with %d: %.*s", words[0], status, (int)length, said);
}

struct sound peer_sox(const char *effects, unsigned rate)
{
	char text[1024], number[16], *rest = text, *word;
	const char *words[WORDS] = { "sox", "-D",   scratch_path("in.wav"),  "-b", "64", "-e", "floating-point",
				     "-r",  number, scratch_path("peer.wav") };
	size_t count = 10;
	snprintf(text, sizeof text, "%s", effects);
	snprintf(number, sizeof number, "%u", rate);
	while ((word = strsep(&rest, " ")) && count + 1 < WORDS)
		if (*word != '\0')
			words[count++] = word;
	run(words);
	return sound_read(scratch_path("peer.wav"));
}

void peer_sox_run(const char *const *words)
{
	const char *all[WORDS] = { "sox" };
	for (size_t i = 0; words[i] && i + 2 < WORDS; i++)
		all[i + 1] = words[i];
	run(all);
}

double peer_sox_figure(const char *const *words, const char *label)
{
	peer_sox_run(words);
	FILE *file = fopen(scratch_path("peer.err"), "r");
	cr_assert_not_null(file);
	double value = (double)NAN;
	for (char line[256]; fgets(line, sizeof line, file);)
		if (strncmp(line, label, strlen(label)) == 0)
			value = strtod(line + strlen(label), NULL);
	fclose(file);
	return value;
}

struct sound peer_ffmpeg(const char *filters)
{
	run((const char *const[]){ "ffmpeg", "-v", "error", "-y", "-i", scratch_path("in.wav"), "-af", filters, "-c:a",
				   "pcm_f64le", scratch_path("peer.wav"), NULL });
	return sound_read(scratch_path("peer.wav"));
}

double peer_ffmpeg_loudness(const char *key)
{
	run((const char *const[]){ "ffmpeg", "-v", "error", "-i", scratch_path("out/mix.wav"), "-af",
				   "ebur128=peak=true:metadata=1:framelog=verbose,ametadata=mode=print:file=-", "-f",
				   "null", "-", NULL });
	char name[64];
	snprintf(name, sizeof name, "lavfi.r128.%s=", key);
	FILE *file = fopen(scratch_path("peer.out"), "r");
	cr_assert_not_null(file);
	double value = (double)NAN;
	for (char line[256]; fgets(line, sizeof line, file);)
		if (strncmp(line, name, strlen(name)) == 0)
			value = strtod(line + strlen(name), NULL);
	fclose(file);
	return value;
}

double peer_difference_db(const struct sound *one, const struct sound *other, size_t start)
{
	const size_t frames = one->frames < other->frames ? one->frames : other->frames;
	cr_assert_gt(frames, start);
	double worst = 0.0;
	for (size_t frame = start; frame < frames; frame++)
		for (unsigned channel = 0; channel < one->channels; channel++) {
			const size_t own = frame * one->channels + channel;
			const size_t theirs = frame * other->channels + channel % other->channels;
			const double off = fabs(one->samples[own] - other->samples[theirs]);
			if (!(off <= worst))
				worst = off;
		}
	return 20.0 * log10(worst);
}

double peer_response_db(const struct sound *sound, double hertz)
{
	double cosine = 0.0, sine = 0.0;
	for (size_t frame = 0; frame < sound->frames; frame++) {
		const double phase =
			2.0 * 3.14159265358979323846 * fmod(hertz * (double)frame / (double)sound->rate, 1.0);
		cosine += sound->samples[frame * sound->channels] * cos(phase);
		sine += sound->samples[frame * sound->channels] * sin(phase);
	}
	return 10.0 * log10(cosine * cosine + sine * sine);
}
