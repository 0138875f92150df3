/* Measures the transform that rendering uses beside FFTW3, in nanoseconds a point and in rms error.
   SPDX-License-Identifier: GPL-3.0-or-later

   Both transform the same 2 `size` real numbers: ours with its right angle (kernel/spectrum.h), FFTW3's as r2c, which
   is what a convolution by FFTW3 would take. A point is one real number. The error is that of some bins against a
   direct sum in long double, relative to the rms of these bins. An argument names the kernel; the widest is the
   default. */
#include "dsp/fft.h"
#include "base/arena.h"
#include "dsp/kernel/select.h"
#include "dsp/kernel/spectrum.h"

#include <fftw3.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

enum { RUNS = 15, BINS = 64, LEAST = 64, MOST = 1 << 18 };

static const double run_seconds = 0.01;
static const long double pi = 3.141592653589793238462643383279502884L;

struct scene {
	const struct kernel *kernel;
	const struct fft *fft;
	size_t size;
	double *in; /* [2 size] */
	double *work, *spectrum; /* [2 size] */
	fftw_complex *bins; /* [size + 1] */
	fftw_plan plan;
	long double *cosines; /* [4 size]: cos(2 pi i / (4 size)) */
};

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void run_own(const struct scene *scene)
{
	scene->kernel->spectrum->forward(scene->fft, scene->in, scene->in + scene->size, scene->work, scene->spectrum);
}

static void run_fftw(const struct scene *scene)
{
	fftw_execute(scene->plan);
}

/* Returns the time of the shortest run in ns a point: other work of the machine only adds to it. */
static double time_of(const struct scene *scene, void (*run)(const struct scene *))
{
	double least = INFINITY;
	for (size_t i = 0; i < RUNS; i++) {
		size_t calls = 0;
		const double start = seconds();
		double elapsed;
		do {
			run(scene);
			calls++;
			elapsed = seconds() - start;
		} while (elapsed < run_seconds);
		least = fmin(least, elapsed / (double)calls);
	}
	return 1e9 * least / (2.0 * (double)scene->size);
}

/* Adds to `error` and `power` what one bin has of them. Its angle is 2 pi turns / (4 size) a sample. */
static void weigh_bin(const struct scene *scene, size_t turns, double re, double im, long double *error,
		      long double *power)
{
	const size_t circle = 4 * scene->size;
	long double true_re = 0.0L, true_im = 0.0L;
	for (size_t n = 0; n < 2 * scene->size; n++) {
		const size_t angle = turns * n % circle;
		true_re += (long double)scene->in[n] * scene->cosines[angle];
		true_im += (long double)scene->in[n] * scene->cosines[(angle + scene->size) % circle]; /* - sin */
	}
	*error += (re - true_re) * (re - true_re) + (im - true_im) * (im - true_im);
	*power += true_re * true_re + true_im * true_im;
}

static double error_of_own(const struct scene *scene)
{
	long double error = 0.0L, power = 0.0L;
	run_own(scene);
	for (size_t i = 0; i < BINS; i++) {
		const size_t bin = 1 + i * (scene->size - 2) / BINS;
		const size_t index = fft_bin_index(scene->fft, scene->kernel->width, bin);
		weigh_bin(scene, 4 * bin - 1, scene->spectrum[index],
			  scene->spectrum[index + FFT_LAST * scene->kernel->width], &error, &power);
	}
	return (double)sqrtl(error / power);
}

static double error_of_fftw(const struct scene *scene)
{
	long double error = 0.0L, power = 0.0L;
	run_fftw(scene);
	for (size_t i = 0; i < BINS; i++) {
		const size_t bin = 1 + i * (scene->size - 2) / BINS;
		weigh_bin(scene, 2 * bin, scene->bins[bin][0], scene->bins[bin][1], &error, &power);
	}
	return (double)sqrtl(error / power);
}

static void fill(const struct scene *scene)
{
	unsigned seed = 1;
	for (size_t i = 0; i < 2 * scene->size; i++) {
		seed = seed * 1664525U + 1013904223U;
		scene->in[i] = (double)(seed >> 8) * 0x1p-23 - 1.0;
	}
}

static void measure(struct scene *scene)
{
	static const unsigned plans[] = { FFTW_ESTIMATE, FFTW_MEASURE };
	for (size_t i = 0; i < 4 * scene->size; i++)
		scene->cosines[i] = cosl(2.0L * pi * (long double)i / (long double)(4 * scene->size));
	fill(scene);
	printf("%7zu  %8.3f", 2 * scene->size, time_of(scene, run_own));
	for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
		scene->plan = fftw_plan_dft_r2c_1d((int)(2 * scene->size), scene->in, scene->bins, plans[i]);
		fill(scene); /* planning may have written over it */
		printf("  %8.3f", time_of(scene, run_fftw));
		if (i + 1 == sizeof plans / sizeof *plans)
			printf("  %9.2e  %9.2e\n", error_of_own(scene), error_of_fftw(scene));
		fftw_destroy_plan(scene->plan);
	}
}

static bool scene_init(struct scene *scene, struct arena *arena)
{
	scene->fft = fft_new(arena, scene->size);
	scene->in = ARENA_ARRAY(arena, double, 2 * scene->size);
	scene->work = ARENA_ARRAY(arena, double, 2 * scene->size);
	scene->spectrum = ARENA_ARRAY(arena, double, 2 * scene->size);
	scene->bins = ARENA_ARRAY(arena, fftw_complex, scene->size + 1);
	scene->cosines = ARENA_ARRAY(arena, long double, 4 * scene->size);
	return scene->fft && scene->in && scene->work && scene->spectrum && scene->bins && scene->cosines;
}

int main(int count, char **arguments)
{
	struct scene scene = { .kernel = kernel_select(count > 1 ? arguments[1] : NULL) };
	if (!scene.kernel) {
		fputs("this CPU runs no such kernel\n", stderr);
		return 2;
	}
	printf("kernel %s, %s; ns a point (least of %d runs) and rms error\n", scene.kernel->name, fftw_version, RUNS);
	printf("%7s  %8s  %8s  %8s  %9s  %9s\n", "points", "own", "estimate", "measure", "own", "FFTW3");
	for (scene.size = LEAST; scene.size <= MOST; scene.size *= 4) {
		struct arena *arena = arena_new();
		if (!arena || !scene_init(&scene, arena))
			return 1;
		measure(&scene);
		arena_free(arena);
	}
	return 0;
}
