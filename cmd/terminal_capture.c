/* Keeps what a thread would write to the terminal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/terminal_capture.h"

#include <stdlib.h>

static _Thread_local const struct terminal_capture *running;

static void close_streams(struct terminal_capture *capture)
{
	if (capture->out)
		fclose(capture->out);
	if (capture->err)
		fclose(capture->err);
	capture->out = capture->err = NULL;
}

bool terminal_capture_begin(struct terminal_capture *capture)
{
	capture->out = open_memstream(&capture->out_bytes, &capture->out_length);
	capture->err = open_memstream(&capture->err_bytes, &capture->err_length);
	if (capture->out && capture->err)
		running = capture;
	else
		close_streams(capture);
	return capture->out;
}

void terminal_capture_end(struct terminal_capture *capture)
{
	running = NULL;
	close_streams(capture);
}

const struct terminal_capture *terminal_capture_now(void)
{
	return running;
}

void terminal_capture_release(struct terminal_capture *capture)
{
	free(capture->out_bytes);
	free(capture->err_bytes);
	*capture = (struct terminal_capture){ 0 };
}
