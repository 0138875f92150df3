/* Sums columns by gains of which some move.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/moving_mix.h"

#include "dsp/kernel/column.h"

static size_t term_count(const struct step *step)
{
	size_t count = 0;
	for (size_t i = 0; i < step->mix_count; i++)
		count += step->mixes[i].count;
	return count;
}

bool moving_mix_is_needed(const struct step *step)
{
	for (size_t i = 0; i < step->mix_count; i++)
		for (size_t k = 0; k < step->mixes[i].count; k++)
			if (step->terms[step->mixes[i].first + k].moving_count > 0)
				return true;
	return false;
}

static bool are_same(const struct mix_term *a, const struct mix_term *b)
{
	if (a->slot != b->slot || a->gain != b->gain || a->moving_count != b->moving_count)
		return false;
	for (size_t i = 0; i < a->moving_count; i++)
		if (a->moving[i] != b->moving[i])
			return false;
	return true;
}

static bool product_init(struct moving_product *product, struct arena *arena, const struct mix_term *term,
			 const double *in, const struct moving_gain *gains)
{
	*product = (struct moving_product){
		.term = term,
		.in = in,
		.gains = ARENA_ARRAY(arena, struct moving_gain, term->moving_count),
		.columns = ARENA_ARRAY(arena, const double *, term->moving_count),
		.factors = ARENA_ARRAY(arena, double, term->moving_count),
		.scratch = ARENA_ARRAY(arena, double, term->moving_count > 0 ? MOVING_MIX_FRAMES : 0),
	};
	for (size_t i = 0; product->gains && i < term->moving_count; i++)
		product->gains[i] = gains[term->moving[i]];
	return product->gains && product->columns && product->factors && product->scratch;
}

/* Returns the product of a term; product_count where it is a new one. */
static size_t find_product(const struct moving_mix *mix, const struct mix_term *term)
{
	size_t i = 0;
	while (i < mix->product_count && !are_same(mix->products[i].term, term))
		i++;
	return i;
}

static bool add_products(struct moving_mix *mix, struct arena *arena, double *const *columns,
			 const struct moving_gain *gains)
{
	const struct step *step = mix->step;
	for (size_t i = 0; i < step->mix_count; i++) {
		mix->out[i] = columns[step->mixes[i].slot];
		for (size_t k = 0; k < step->mixes[i].count; k++) {
			const size_t at = step->mixes[i].first + k;
			const struct mix_term *term = &step->terms[at];
			mix->product[at] = find_product(mix, term);
			if (mix->product[at] < mix->product_count)
				continue;
			if (!product_init(&mix->products[mix->product_count++], arena, term, columns[term->slot],
					  gains))
				return false;
		}
	}
	return true;
}

struct moving_mix *moving_mix_new(struct arena *arena, const struct step *step, double *const *columns,
				  const struct moving_gain *gains)
{
	const size_t terms = term_count(step);
	struct moving_mix *mix = ARENA_NEW(arena, struct moving_mix);
	if (!mix)
		return NULL;
	*mix = (struct moving_mix){
		.step = step,
		.products = ARENA_ARRAY(arena, struct moving_product, terms),
		.product = ARENA_ARRAY(arena, size_t, terms),
		.out = ARENA_ARRAY(arena, double *, step->mix_count),
		.terms = ARENA_ARRAY(arena, const double *, terms),
		.factors = ARENA_ARRAY(arena, double, terms),
	};
	if (!mix->products || !mix->product || !mix->out || !mix->terms || !mix->factors)
		return NULL;
	return add_products(mix, arena, columns, gains) ? mix : NULL;
}

/* Lists the gains of a product in their order. Those that stay before the first one that moves become one factor. */
static void settle(struct moving_product *product)
{
	product->count = 0;
	product->factor = product->term->gain;
	for (size_t i = 0; i < product->term->moving_count; i++) {
		const struct moving_gains *gains = product->gains[i].gains;
		const size_t index = product->gains[i].index;
		if (gains->still && product->count == 0) {
			product->factor *= gains->values[index];
			continue;
		}
		product->columns[product->count] = gains->still ? NULL : gains->columns[index];
		product->factors[product->count] = product->count == 0 ? product->factor : gains->values[index];
		product->count++;
	}
}

/* Finds which products move in this block, and the factors of the others. Returns whether any moves. */
static bool settle_products(const struct moving_mix *mix)
{
	bool any = false;
	for (size_t i = 0; i < mix->product_count; i++) {
		settle(&mix->products[i]);
		any = any || mix->products[i].count > 0;
	}
	return any;
}

/* Multiplies what moves, and goes on to the next frames. */
static void multiply(const struct moving_mix *mix, const struct kernel *kernel, size_t start, size_t frames)
{
	for (size_t i = 0; i < mix->product_count; i++) {
		const struct moving_product *product = &mix->products[i];
		if (product->count == 0)
			continue;
		kernel->column->multiply_all(product->scratch, product->in + start, product->columns, product->factors,
					     product->count, frames);
		for (size_t k = 0; k < product->count; k++)
			if (product->columns[k])
				product->columns[k] += frames;
	}
}

static void sum(const struct moving_mix *mix, size_t index, const struct kernel *kernel, size_t start, size_t frames)
{
	const struct mix_column *column = &mix->step->mixes[index];
	for (size_t i = 0; i < column->count; i++) {
		const struct moving_product *product = &mix->products[mix->product[column->first + i]];
		const bool moves = product->count > 0;
		mix->terms[i] = moves ? product->scratch : product->in + start;
		mix->factors[i] = moves ? 1.0 : product->factor;
	}
	kernel->column->mix(mix->out[index] + start, mix->terms, mix->factors, column->count, frames);
}

void moving_mix_process(const struct moving_mix *mix, const struct kernel *kernel, size_t frames)
{
	const size_t most = settle_products(mix) ? MOVING_MIX_FRAMES : frames;
	for (size_t start = 0; start < frames; start += most) {
		const size_t run = frames - start < most ? frames - start : most;
		multiply(mix, kernel, start, run);
		for (size_t i = 0; i < mix->step->mix_count; i++)
			sum(mix, i, kernel, start, run);
	}
}
