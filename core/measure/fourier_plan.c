/* stemprint: makes, shares and ends the plans of FFTW.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/fourier_plan.h"

#include <fftw3.h>
#include <pthread.h>
#include <stdlib.h>

struct fourier_plan {
	enum fourier_kind kind;
	size_t size;
	size_t holders; /* calls of fourier_plan_hold() whose arenas still live */
	fftw_plan steps;
	struct fourier_plan *next;
};

/* The lock guards the planner, the list and the counts of holders. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct fourier_plan *plans;

static fftw_plan make_steps(enum fourier_kind kind, int size, double *real, fftw_complex *in, fftw_complex *out)
{
	switch (kind) {
	case FOURIER_FORWARD:
		return fftw_plan_dft_r2c_1d(size, real, out, FFTW_ESTIMATE | FFTW_PRESERVE_INPUT);
	case FOURIER_BACKWARD:
		return fftw_plan_dft_c2r_1d(size, in, real, FFTW_ESTIMATE);
	case FOURIER_COMPLEX:
		return fftw_plan_dft_1d(size, in, out, FFTW_FORWARD, FFTW_ESTIMATE | FFTW_PRESERVE_INPUT);
	}
	return NULL;
}

/* FFTW looks at the alignment of the buffers that it plans for, and writes nothing to them. */
static fftw_plan plan_steps(enum fourier_kind kind, size_t size)
{
	double *real = fftw_alloc_real(size);
	fftw_complex *in = fftw_alloc_complex(size), *out = fftw_alloc_complex(size);
	fftw_plan steps = real && in && out ? make_steps(kind, (int)size, real, in, out) : NULL;
	fftw_free(out);
	fftw_free(in);
	fftw_free(real);
	return steps;
}

static struct fourier_plan *find(enum fourier_kind kind, size_t size)
{
	struct fourier_plan *plan = plans;
	while (plan && (plan->kind != kind || plan->size != size))
		plan = plan->next;
	return plan;
}

/* Puts a new plan at the head of the list. */
static struct fourier_plan *make(enum fourier_kind kind, size_t size)
{
	struct fourier_plan *plan = malloc(sizeof *plan);
	if (!plan)
		return NULL;
	*plan = (struct fourier_plan){ .kind = kind, .size = size, .steps = plan_steps(kind, size), .next = plans };
	if (!plan->steps) {
		free(plan);
		return NULL;
	}
	plans = plan;
	return plan;
}

static void take_out(struct fourier_plan *plan)
{
	struct fourier_plan **link = &plans;
	while (*link != plan)
		link = &(*link)->next;
	*link = plan->next;
	fftw_destroy_plan(plan->steps);
	free(plan);
	if (!plans)
		fftw_cleanup();
}

static void let_go(void *object)
{
	struct fourier_plan *plan = object;
	pthread_mutex_lock(&lock);
	if (--plan->holders == 0)
		take_out(plan);
	pthread_mutex_unlock(&lock);
}

const struct fourier_plan *fourier_plan_hold(struct arena *arena, enum fourier_kind kind, size_t size)
{
	pthread_mutex_lock(&lock);
	struct fourier_plan *plan = find(kind, size);
	if (!plan)
		plan = make(kind, size);
	if (plan)
		plan->holders++;
	pthread_mutex_unlock(&lock);
	if (!plan || arena_defer(arena, let_go, plan))
		return plan;
	let_go(plan);
	return NULL;
}

void fourier_plan_run(const struct fourier_plan *plan, double *in, double *out)
{
	switch (plan->kind) {
	case FOURIER_FORWARD:
		fftw_execute_dft_r2c(plan->steps, in, (fftw_complex *)out);
		break;
	case FOURIER_BACKWARD:
		fftw_execute_dft_c2r(plan->steps, (fftw_complex *)in, out);
		break;
	case FOURIER_COMPLEX:
		fftw_execute_dft(plan->steps, (fftw_complex *)in, (fftw_complex *)out);
		break;
	}
}
