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
		this.elements = new Map();
		this.playing = false;
		this.at = 0;
	}

	// Makes the element of a track, and waits until it can play or turns out to be unplayable.
	prepare(track) {
		const known = this.elements.get(track);
		if (known || this.elements.size >= MOST_FILES)
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
		this.elements.set(track, { element, ready });
		element.src = track.file;
		this.player.append(element);
		return ready;
	}

	all() {
		return [...this.elements].filter(([track]) => !track.broken).map(([, { element }]) => element);
	}

	running() {
		return this.all().filter(element => !element.paused && !element.ended);
	}

	// The first file that is heard has the clock.
	clock() {
		const running = this.running();
		return running.find(element => !element.muted) ?? running[0];
	}

	time() {
		return this.clock()?.currentTime ?? this.at;
	}

	async hear(tracks) {
		await Promise.all(tracks.map(track => this.prepare(track)));
		for (const [track, { element }] of this.elements)
			element.muted = !tracks.includes(track);
		if (this.playing)
			this.start();
		const silent = tracks.filter(track => track.broken || !this.elements.has(track));
		return silent.length ? `Not heard: ${silent.map(track => track.name).join(", ")}` : "";
	}

	// Begins all that stands still, where the clock is.
	start() {
		const at = this.time();
		for (const element of this.all())
			if (element.paused && at < element.duration) {
				element.currentTime = at;
				element.play().catch(() => {});
			}
	}

	play() {
		this.playing = true;
		this.start();
	}

	pause() {
		this.at = this.time();
		this.playing = false;
		for (const element of this.all())
			element.pause();
	}

	seek(seconds) {
		this.at = seconds;
		for (const element of this.all())
			element.currentTime = Math.min(seconds, element.duration);
		if (this.playing)
			this.start();
	}

	// Leads all files to the clock. Returns false at the end of the last file.
	look() {
		const clock = this.clock();
		if (!clock)
			return !this.all().some(element => element.ended);
		for (const element of this.running()) {
			const late = clock.currentTime - element.currentTime;
			if (Math.abs(late) > LOST_SECONDS && !element.seeking)
				element.currentTime = clock.currentTime;
			const most = element.muted ? MOST_CHANGE_MUTED : MOST_CHANGE;
			const change = Math.max(-most, Math.min(most, late * CHANGE_PER_SECOND));
			element.playbackRate = Math.abs(late) > IN_STEP_SECONDS ? 1 + change : 1;
		}
		return true;
	}
}

class Player {
	constructor(root) {
		this.root = root;
		this.find = name => root.querySelector(`.${name}`);
		this.position = this.find("position");
		this.source = new Files(root);
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
		return { file: row.dataset.file, name: row.querySelector(".title").textContent, gain: Number(row.dataset.gain) };
	}

	// One thing to hear: a file, or the stems of a set.
	choice(row) {
		const stems = [...row.querySelectorAll(".stem[data-file]")].map(stem => this.stem(stem));
		const tracks = row.dataset.file ? [this.track(row)] : stems.map(stem => stem.track);
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
		const trouble = await this.source.hear(this.left(this.heard));
		this.say(trouble);
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
		// What may be heard next gets ready behind.
		for (const choice of this.choices)
			for (const track of choice.tracks)
				this.source.prepare(track).then(() => this.source.playing && this.source.start());
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
		if (!this.source.look()) {
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
