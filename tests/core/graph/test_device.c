/* Devices: outputs stand side by side on the channels of a device, aligned with each other.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/graph/graph_text.h"

#include <criterion/criterion.h>
#include <string.h>

static struct graph_text text;

static void release(void)
{
	graph_text_release(&text);
}

TestSuite(graph_device, .fini = release);

#define TRACKS "version: 1\ntracks:\n  a: { source: a.wav, output: front }\n  b: { source: b.wav, output: click }\n"

static const struct graph_print *device_print(void)
{
	for (size_t i = 0; i < text.graph->print_count; i++)
		if (text.graph->prints[i].role == PRINT_DEVICE)
			return &text.graph->prints[i];
	cr_assert_fail("the graph prints no device");
	return NULL;
}

Test(graph_device, has_the_channels_of_its_outputs_and_those_between)
{
	graph_text_build_right(TRACKS "outputs:\n  front: { device: rig, channels: [ 4, 3 ] }\n"
				      "  click: { device: rig, channels: [ 6 ] }\nprint: { devices: yes }\n",
			       false, &text);
	const struct graph_print *print = device_print();
	const struct node *device = &text.graph->nodes[print->node];
	cr_assert_str_eq(print->name, "rig");
	cr_assert_eq(device->kind, NODE_SUM);
	cr_assert_eq(device->stage, STAGE_PRINT);
	cr_assert_eq(device->channels, 6);
	cr_assert_eq(device->input_count, 2);
	static const unsigned numbers[][2] = { { 4, 3 }, { 6, 0 } };
	for (size_t i = 0; i < 2; i++) {
		const struct node_input *input = &device->inputs[i];
		cr_assert_eq(input->fold, FOLD_DEVICE);
		cr_assert_eq(input->gains[0], 1.0);
		for (size_t k = 0; k < text.graph->nodes[input->node].channels; k++)
			cr_assert_eq(input->device_channels[k].number, numbers[i][k]);
	}
}

Test(graph_device, an_output_waits_for_the_latest_of_its_device)
{
	graph_text_build_right(TRACKS "outputs:\n"
				      "  front: { device: rig, channels: [ 1, 2 ], inserts: [ compressor: { lookahead: "
				      "3 ms } ] }\n"
				      "  click: { device: rig, channels: [ 3 ] }\nprint: { devices: yes }\n",
			       false, &text);
	const struct node *device = &text.graph->nodes[device_print()->node];
	const struct node *late = &text.graph->nodes[device->inputs[1].node];
	cr_assert_eq(device->latency, 144);
	cr_assert_eq(late->kind, NODE_ALIGN);
	cr_assert_eq(late->delay, 144);
}

Test(graph_device, two_devices_are_two_prints)
{
	graph_text_build_right(TRACKS "outputs:\n  front: { device: rig, channels: [ 1, 2 ] }\n"
				      "  click: { device: phones, channels: [ 1 ] }\nprint: { devices: yes }\n",
			       false, &text);
	size_t count = 0;
	for (size_t i = 0; i < text.graph->print_count; i++)
		if (text.graph->prints[i].role == PRINT_DEVICE)
			cr_assert_str_eq(text.graph->prints[i].name, count++ == 0 ? "rig" : "phones");
	cr_assert_eq(count, 2);
}
