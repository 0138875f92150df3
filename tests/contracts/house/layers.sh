#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# layers.sh ROOT: checks who may include whom. A folder of core sees the folders before it, io sees core, and cmd sees all. Each library stays
# in its home: no file outside includes the library's header, or a header of the home that brings the library's header along.
. "$(dirname "$0")/house.inc"

# shellcheck disable=SC2046
code $(sources | grep -v '^tests/') | awk -F: '
	BEGIN {
		count = split("base dsp measure processors recipe graph plan engine forensics verify report draft", order, " ")
		for (i = 1; i <= count; i++) rank[order[i]] = i
		# Headers of the system that core may use: none that reaches files, terminals, processes or the clock.
		split("ctype errno float inttypes limits locale math signal stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib string strings", allowed, " ")
		for (i in allowed) pure[allowed[i] ".h"] = 1
		# A library is used in one place. cmd/version.c asks each for its version.
		home["sndfile.h"] = home["yaml.h"] = "io/"
		home["ebur128.h"] = home["fftw3.h"] = "core/measure/"
		home["nettle/sha2.h"] = home["nettle/base16.h"] = home["nettle/version.h"] = home["xxhash.h"] = home["xxh_x86dispatch.h"] = "io/"
		home["jansson.h"] = "(core/base/json_memory[.]c|core/report/|io/)"
		home["immintrin.h"] = home["xmmintrin.h"] = home["emmintrin.h"] = "core/dsp/(kernel/|denormals[.]c)"
		# Threads are those of the engine, and the songs side by side; the lists of io are shared by these songs.
		home["pthread.h"] = "(core/(engine|measure)/|io/(sound_helper|folder_lock|leftover)[.]c|cmd/(job/memory_(gate|guard)|render/song_queue)[.]c)"
		home["sanitizer/asan_interface.h"] = "core/base/"
		home["sys/mman.h"] = "(core/base/|io/(audio_probe|confinement|memory_file|sound_helper)[.]c)"
	}
	{
		file = $1
		text = $0
		sub(/^[^:]*:[^:]*:/, "", text)
		if (text !~ /^[ \t]*#[ \t]*include/) next
		from = (split(file, part, "/") > 2 && part[1] == "core") ? part[2] : ""
		layer = part[1]
		if (text ~ /</) {
			name = text; sub(/^[^<]*</, "", name); sub(/>.*$/, "", name)
			if (name in home) {
				brings[file, name] = 1
				if (file !~ ("^" home[name]) && file != "cmd/version.c") print file ":" $2 ": <" name "> belongs to " home[name]
			} else if (layer == "core" && !(name in pure)) print file ":" $2 ": core does not use <" name ">"
			next
		}
		name = text; sub(/^[^"]*"/, "", name); sub(/".*$/, "", name)
		if (index(name, "/") == 0) { print file ":" $2 ": \"" name "\" is written without its folder"; next }
		to = name; sub(/\/.*$/, "", to)
		including[++edges] = file; at[edges] = $2; included[edges] = (to in rank ? "core/" : "") name
		# Plain interfaces, which stand where they are implemented against.
		if (name == "engine/source.h" || name == "engine/printer.h") next
		if (to in rank) {
			if (layer == "core" && rank[to] > rank[from]) print file ":" $2 ": " from " is before " to
		} else if (to == "io") {
			if (layer == "core") print file ":" $2 ": core does not see io"
		} else if (to == "cmd") {
			if (layer != "cmd") print file ":" $2 ": only cmd sees cmd"
		} else print file ":" $2 ": \"" name "\" is no folder of the house"
	}
	END {
		# What a header includes, it brings along to all who include it.
		do {
			grown = 0
			for (i = 1; i <= edges; i++)
				for (library in home)
					if ((included[i], library) in brings && !((including[i], library) in brings)) {
						brings[including[i], library] = 1
						grown = 1
					}
		} while (grown)
		for (i = 1; i <= edges; i++)
			for (library in home)
				if ((included[i], library) in brings && included[i] ~ ("^" home[library]) && including[i] !~ ("^" home[library]))
					print including[i] ":" at[i] ": \"" included[i] "\" brings <" library "> along, which belongs to " home[library]
	}' | complain layer >"$report"
finish
