/* Lists the tables of a recipe's keys.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_key.h"

#include "recipe/recipe.h"

static const struct recipe_keys *const list[] = {
	&root_keys,
	&session_keys,
	&tempo_change_keys,
	&tempo_file_keys,
	&strip_keys[STRIP_TRACK],
	&strip_keys[STRIP_BUS],
	&strip_keys[STRIP_AUX],
	&strip_keys[STRIP_OUTPUT],
	&defaults_keys,
	&default_keys[STRIP_TRACK],
	&default_keys[STRIP_BUS],
	&default_keys[STRIP_AUX],
	&default_keys[STRIP_OUTPUT],
	&source_file_keys,
	&source_pair_keys,
	&tone_keys,
	&sweep_keys,
	&noise_keys,
	&hiss_keys,
	&impulse_keys,
	&click_keys,
	&count_in_keys,
	&pop_keys,
	&time_code_keys,
	&clip_keys,
	&fade_keys,
	&send_keys,
	&feedback_keys,
	&vca_keys,
	&strip_automation_keys,
	&send_automation_keys,
	&vca_automation_keys,
	&curve_keys,
	&point_keys,
	&ride_keys,
	&print_keys,
	&format_keys,
	&mix_keys,
	&stem_set_keys,
	&headroom_keys,
	&tap_print_keys,
	&device_print_keys,
	&region_keys,
	&region_part_keys,
	&verify_keys,
	&proof_keys,
	&bleed_keys,
	&verify_loudness_keys,
	&loudness_keys,
	&quality_keys,
};

const struct recipe_keys *const *recipe_key_list(size_t *count)
{
	*count = sizeof list / sizeof *list;
	return list;
}
