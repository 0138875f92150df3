// SPDX-License-Identifier: GPL-3.0-or-later
// The player of the page. Every player holds files that have one clock.
"use strict";

const SKIP_SECONDS = 5;
// A browser plays only so many files at once.
const MOST_FILES = 48;
// Files that differ by less are in step. One that differs by more is led back by its speed, of which a muted one may change
// more, or from LOST_SECONDS on it jumps.
const IN_STEP_SECONDS = 0.002, LOST_SECONDS = 0.2, LOOK_MILLISECONDS = 100;
const CHANGE_PER_SECOND = 5, MOST_CHANGE = 0.02, MOST_CHANGE_MUTED = 0.5;

// Plays files by elements of the page. What is not heard plays muted, so that it is there at once.
class Files {
	constructor(player) {
		this.player = player;
		this.voices = [];
		this.playing = false;
		this.at = 0;
	}

	// Makes the element of a track, and waits until it can play or turns out to be unplayable.
	prepare(track) {
		const known = this.voices.find(voice => voice.track === track);
		if (known || this.voices.length >= MOST_FILES)
			return known ? known.ready : Promise.resolve();
		const element = document.createElement("audio");
		element.preload = "auto";
		element.muted = true;
		element.preservesPitch = false;
		element.volume = track.gain;
		const ready = new Promise(resolve => {
			element.addEventListener("canplay", () => resolve(), { once: true });
			element.addEventListener("error", () => { track.broken = true; resolve(); }, { once: true });
		});
		this.voices.push({ track, element, ready });
		element.src = track.file;
		this.player.append(element);
		return ready;
	}

	// What may be heard next gets ready behind.
	prepareAll(tracks) {
		for (const track of tracks)
			this.prepare(track).then(() => this.playing && this.lead());
	}

	// The first file that is heard has the clock. Where none sounds, the time of the machine goes on.
	time() {
		const running = this.voices.filter(({ element }) => !element.paused && !element.ended && !element.seeking);
		const clock = running.find(({ element }) => !element.muted) ?? running[0];
		if (this.playing && clock)
			return clock.element.currentTime + clock.track.start;
		return this.playing ? this.at + (performance.now() - this.since) / 1000 : this.at;
	}

	keep(seconds) {
		this.at = seconds;
		this.since = performance.now();
	}

	async hear(tracks) {
		await Promise.all(tracks.map(track => this.prepare(track)));
		for (const { track, element } of this.voices)
			element.muted = !tracks.includes(track);
		if (this.playing)
			this.lead();
		const known = this.voices.map(voice => voice.track);
		return tracks.filter(track => track.broken || !known.includes(track));
	}

	play() {
		this.keep(this.at);
		this.playing = true;
		this.lead();
	}

	pause() {
		this.at = this.time();
		this.playing = false;
		for (const { element } of this.voices)
			element.pause();
	}

	seek(seconds) {
		for (const { element } of this.voices)
			element.pause();
		this.keep(seconds);
		if (this.playing)
			this.lead();
	}

	// Leads all files to the clock. Returns whether the end is not reached.
	lead() {
		const now = this.time();
		this.keep(now);
		for (const voice of this.voices)
			if (!voice.track.broken)
				this.leadOne(voice, now);
		return this.voices.some(({ track, element }) => !track.broken && now < track.start + element.duration);
	}

	leadOne({ track, element }, now) {
		const wanted = now - track.start, late = wanted - element.currentTime;
		if (wanted < 0 || !(wanted < element.duration)) {
			element.pause();
		} else if (element.paused) {
			element.currentTime = wanted;
			element.play().catch(() => {});
		} else if (!element.seeking) {
			const most = element.muted ? MOST_CHANGE_MUTED : MOST_CHANGE;
			const change = Math.max(-most, Math.min(most, late * CHANGE_PER_SECOND));
			element.playbackRate = Math.abs(late) > IN_STEP_SECONDS ? 1 + change : 1;
			if (Math.abs(late) > LOST_SECONDS)
				element.currentTime = wanted;
		}
	}
}

// Plays the copies in the page. They begin at one sample of one clock, so that they are in step for good.
class Copies {
	constructor() {
		this.voices = new Map();
		this.playing = false;
		this.at = 0;
	}

	// Decodes the copy of a track.
	prepare(track) {
		if (!this.context) {
			this.context = new AudioContext({ sampleRate: 48000 });
			this.output = this.context.createGain();
			this.output.connect(this.context.destination);
		}
		if (!this.voices.has(track))
			this.voices.set(track, this.decode(track));
		return this.voices.get(track);
	}

	async decode(track) {
		const gain = this.context.createGain();
		gain.gain.value = 0;
		gain.connect(this.output);
		try {
			const bytes = Uint8Array.from(atob(document.getElementById(track.copy).textContent), c => c.charCodeAt(0));
			const buffer = await this.context.decodeAudioData(bytes.buffer);
			track.voice = { buffer, gain, source: null };
		} catch {
			track.broken = true;
		}
	}

	prepareAll() {}

	ready() {
		return [...this.voices.keys()].filter(track => track.voice);
	}

	time() {
		return this.playing ? this.at + Math.max(0, this.context.currentTime - this.began) : this.at;
	}

	async hear(tracks) {
		await Promise.all(tracks.map(track => this.prepare(track)));
		// A short fade makes no click.
		for (const track of this.ready())
			track.voice.gain.gain.setTargetAtTime(tracks.includes(track) ? track.gain : 0, this.context.currentTime, 0.005);
		if (this.playing)
			this.start();
		return tracks.filter(track => track.broken);
	}

	// Begins all that stands still, soon, and there where the clock will be.
	start() {
		const when = Math.max(this.began, this.context.currentTime + 0.05), at = this.at + when - this.began;
		for (const { start, voice } of this.ready()) {
			if (voice.source || at >= start + voice.buffer.duration)
				continue;
			voice.source = this.context.createBufferSource();
			voice.source.buffer = voice.buffer;
			voice.source.connect(voice.gain);
			voice.source.start(when + Math.max(0, start - at), Math.max(0, at - start));
		}
	}

	play() {
		this.context.resume().catch(() => {});
		this.began = this.context.currentTime + 0.05;
		this.playing = true;
		this.start();
	}

	pause() {
		this.at = this.time();
		this.playing = false;
		for (const { voice } of this.ready()) {
			voice.source?.stop();
			voice.source = null;
		}
	}

	seek(seconds) {
		const playing = this.playing;
		if (playing)
			this.pause();
		this.at = seconds;
		if (playing)
			this.play();
	}

	lead() {
		return this.ready().some(({ start, voice }) => this.time() < start + voice.buffer.duration);
	}
}

class Player {
	constructor(root) {
		this.root = root;
		this.find = name => root.querySelector(`.${name}`);
		this.position = this.find("position");
		this.source = root.querySelector("[data-copy]") ? new Copies() : new Files(root);
		this.choices = [...root.querySelectorAll(".heard")].map(row => this.choice(row)).filter(Boolean);
		if (this.choices.length === 0)
			return;
		for (const hidden of root.querySelectorAll("[hidden]"))
			hidden.hidden = false;
		this.find("play").addEventListener("click", () => this.toggle());
		this.position.addEventListener("input", () => this.seek(Number(this.position.value)));
		root.addEventListener("keydown", event => this.key(event));
		setInterval(() => this.look(), LOOK_MILLISECONDS);
		this.heard = this.before = this.choices[0];
		this.show();
	}

	track(row) {
		const { file, copy, gain, start } = row.dataset;
		return { file, copy, name: row.querySelector(".title").textContent, gain: Number(gain), start: Number(start) };
	}

	// One thing to hear: a file, or the stems of a set.
	choice(row) {
		const stems = [...row.querySelectorAll(".stem[data-gain]")].map(stem => this.stem(stem));
		const tracks = row.dataset.gain ? [this.track(row)] : stems.map(stem => stem.track);
		if (tracks.length === 0) {
			row.querySelector(".hear")?.remove();
			return null;
		}
		const choice = { stems, tracks, button: row.querySelector(".hear") };
		choice.button.addEventListener("click", () => this.hear(choice));
		for (const stem of stems)
			for (const kind of ["solo", "mute"])
				stem[kind].addEventListener("click", () => this.press(choice, stem, kind));
		return choice;
	}

	stem(row) {
		return { track: this.track(row), solo: row.querySelector(".solo"), mute: row.querySelector(".mute") };
	}

	pressed(button) {
		return button.getAttribute("aria-pressed") === "true";
	}

	// The tracks of a choice that its buttons leave. A solo wins over a mute.
	left(choice) {
		const solos = choice.stems.filter(stem => this.pressed(stem.solo));
		const stems = solos.length ? solos : choice.stems.filter(stem => !this.pressed(stem.mute));
		return choice.stems.length ? stems.map(stem => stem.track) : choice.tracks;
	}

	async show() {
		for (const choice of this.choices)
			choice.button.setAttribute("aria-pressed", String(choice === this.heard));
		if (!this.asked)
			return;
		const missing = await this.source.hear(this.left(this.heard));
		this.say(missing.length ? `Not heard: ${missing.map(track => track.name).join(", ")}` : "");
	}

	say(words) {
		const said = this.find("said");
		said.textContent = words;
		said.classList.toggle("bad", words !== "");
	}

	hear(choice) {
		if (choice !== this.heard)
			[this.before, this.heard] = [this.heard, choice];
		return this.show();
	}

	press(choice, stem, kind) {
		stem[kind].setAttribute("aria-pressed", String(!this.pressed(stem[kind])));
		return this.hear(choice);
	}

	async toggle() {
		if (this.source.playing)
			return this.stop();
		for (const player of players)
			if (player !== this && player.source.playing)
				player.stop();
		this.asked = true;
		await this.show();
		this.source.play();
		this.find("play").textContent = "Pause";
		this.source.prepareAll(this.choices.flatMap(choice => choice.tracks));
	}

	stop() {
		this.source.pause();
		this.find("play").textContent = "Play";
		this.tell();
	}

	seek(seconds) {
		this.source.seek(Math.max(0, Math.min(Number(this.position.max), seconds)));
		this.tell();
	}

	tell() {
		const at = this.source.time(), rest = (at % 60).toFixed(1).padStart(4, "0");
		this.position.value = at;
		this.position.setAttribute("aria-valuetext", `${at.toFixed(1)} s`);
		this.find("now").textContent = `${Math.floor(at / 60)}:${rest}`;
	}

	look() {
		if (!this.source.playing)
			return;
		if (!this.source.lead()) {
			this.stop();
			this.seek(0);
		}
		this.tell();
	}

	// Returns what a key does, or nothing.
	action(event) {
		const digit = /^Digit([1-9])$/.exec(event.code);
		const set = this.heard.stems.length ? this.heard : this.choices.find(choice => choice.stems.length);
		const stem = digit && set?.stems[digit[1] - 1];
		if (stem)
			return () => this.press(set, stem, event.shiftKey ? "mute" : "solo");
		if (event.code === "KeyA")
			return () => this.hear(this.before);
		if (event.code === "ArrowLeft" || event.code === "ArrowRight")
			return () => this.seek(this.source.time() + (event.code === "ArrowLeft" ? -SKIP_SECONDS : SKIP_SECONDS));
		if (event.code === "Space" && event.target.tagName !== "BUTTON")
			return () => this.toggle();
		return null;
	}

	key(event) {
		const action = event.ctrlKey || event.altKey || event.metaKey ? null : this.action(event);
		if (!action)
			return;
		event.preventDefault();
		action();
	}
}

const players = [...document.querySelectorAll("#listen .player")].map(root => new Player(root));
