/* Seats the columns of a filter bank in the slots of a kernel.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/filter_bank.h"

#include "dsp/kernel/filter.h"
#include "dsp/kernel/select.h"

#include <string.h>

/* Returns the columns and the idle slots behind them. */
static size_t slot_count(const struct filter_bank *bank)
{
	const size_t width = bank->kernel->width;
	return (bank->columns + width - 1) / width * width;
}

bool filter_bank_init(struct filter_bank *bank, struct arena *arena, const struct kernel *kernel, size_t columns,
		      size_t sections, size_t run)
{
	*bank = (struct filter_bank){ .kernel = kernel_narrow(kernel, columns),
				      .columns = columns,
				      .sections = sections };
	const size_t slots = slot_count(bank);
	bank->in = ARENA_ARRAY(arena, const double *, slots);
	bank->out = ARENA_ARRAY(arena, double *, slots);
	bank->coefficients = ARENA_ARRAY(arena, double, sections *BIQUAD_ROWS *slots);
	bank->states = ARENA_ARRAY(arena, double, sections *BIQUAD_STATE_ROWS *slots);
	bank->idle = ARENA_ARRAY(arena, double, run);
	if (!bank->in || !bank->out || !bank->coefficients || !bank->states || !bank->idle)
		return false;
	for (size_t slot = columns; slot < slots; slot++)
		bank->in[slot] = bank->out[slot] = bank->idle;
	for (size_t column = 0; column < columns; column++)
		for (size_t section = 0; section < sections; section++)
			filter_bank_set(bank, column, section, &(struct biquad){ .b0 = 1.0 });
	return true;
}

void filter_bank_set(struct filter_bank *bank, size_t column, size_t section, const struct biquad *biquad)
{
	const size_t width = bank->kernel->width, call = column / width;
	const double rows[BIQUAD_ROWS] = { biquad->b0, biquad->b1, biquad->b2, biquad->a1, biquad->a2 };
	double *to = bank->coefficients + (call * bank->sections + section) * BIQUAD_ROWS * width + column % width;
	for (size_t row = 0; row < BIQUAD_ROWS; row++)
		to[row * width] = rows[row];
}

void filter_bank_process(struct filter_bank *bank, size_t frames)
{
	bank->kernel->filter->biquad_cascades(bank->in, bank->out, frames, slot_count(bank) / bank->kernel->width,
					      bank->sections, bank->coefficients, bank->states);
}

/* The idle slots filter silence, so their states stay zero. */
void filter_bank_reset(struct filter_bank *bank)
{
	memset(bank->states, 0, slot_count(bank) * bank->sections * BIQUAD_STATE_ROWS * sizeof *bank->states);
}
