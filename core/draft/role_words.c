/* Holds the words of all roles, in the languages in which tracks are named.
   SPDX-License-Identifier: GPL-3.0-or-later

   A phrase with "~" in front of it is weak. Plurals with "s" need no phrase of their own. The words have no accents,
   because file_words_split() takes them away. */
#include "draft/role_words.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { PHRASE_BYTES = 40 };

struct row {
	enum role role;
	const char *phrases;
};

static const struct row rows[] = {
	{ ROLE_KICK, "kick, kik, kck, kic, kd, bd, bassdrum, bass drum, bass drm, kick drum, bumbo, bombo, cassa, "
		     "grosse caisse, grosse trommel, basedrum, beater, kick bass, 808 kick, sub kick, subkick, "
		     "бочка, bombo leguero, stortromme, bassotromm, bastrommel" },
	{ ROLE_SNARE, "snare, snr, sn, sd, snare drum, rimshot, rim shot, sidestick, side stick, cross stick, "
		      "xstick, caisse claire, cc, rullante, redoblante, tarola, caixa, kleine trommel, малый, "
		      "snar, rim, skarptromme, ~caja" },
	{ ROLE_HIHAT, "hihat, hi hat, hat, hh, hi hh, highhat, high hat, hhat, charley, charleston, charles, "
		      "chimbal, contratempo, хэт, ohh, chh" },
	{ ROLE_TOMS, "tom, tomtom, tom tom, rack tom, floor tom, ft, flr tom, floortom, racktom, rack, floor, "
		     "rtom, ftom, timbalao, surdo, goliat, timpano, том, tm" },
	{ ROLE_CYMBALS, "cymbal, cym, cymb, crash, ride, splash, becken, piatti, piatto, cymbale, platillo, platos, "
			"prato, china, chinese cymbal, rd, cr, тарелки" },
	{ ROLE_OVERHEADS, "overhead, oh, ohd, ovh, ovhd, over head, over heads, overs, oheads, ohead, cenital, "
			  "оверхед, panoramici" },
	{ ROLE_ROOM, "~room, ~rm, drum room, room mic, ~raum, ~amb mic, ~room mono, ~ambient mic, drum amb, "
		     "~crush room, ~ambi" },
	{ ROLE_DRUMS, "drum, drumkit, drum kit, kit, drm, drumset, drum set, drms, drum loop, beat, breakbeat, "
		      "break beat, schlagzeug, batteria, bateria, batterie, drum bus, drum machine, trommel, "
		      "trommer, trummor, барабан, барабаны, drum fill, ~loop, ~break, ~groove, ~topline loop, "
		      "ударные" },
	{ ROLE_PERCUSSION, "percussion, perc, prc, perk, shaker, shkr, shake, tambourine, tamb, tambo, tamborine, "
			   "tambourin, conga, cga, bongo, djembe, cajon, cowbell, cow bell, clap, handclap, hand clap, "
			   "snap, finger snap, fingersnap, clave, guiro, triangle, maraca, woodblock, wood block, "
			   "timbale, timpani, tympani, gong, darbuka, doumbek, tabla, cabasa, vibraslap, castanet, "
			   "agogo, udu, bodhran, steel drum, steel pan, aux perc, auxperc, stomp, sleigh bell, "
			   "windchime, wind chime, chime, pandero, pandeiro, perkussion, percussione, percusion, "
			   "percussao, перкуссия, schellen, block, mark tree, ~bell, snapper, hang drum, handpan" },
	{ ROLE_BASS, "bass, bs, bss, bas, sub bass, subbass, bassgtr, bass guitar, bass gtr, bass guit, "
		     "elec bass, electric bass, ebass, e bass, synth bass, bass synth, synthbass, upright, "
		     "upright bass, double bass, contrabass, kontrabass, contrebasse, contrabajo, basse, basso, "
		     "bajo, baixo, moog bass, 808 bass, 808 sub, ~808, reese, ~sub, bass di, acoustic bass, "
		     "fretless, stand up bass, bassline, bass line, бас, бас гитара, bass keys, bass keyboard, "
		     "bass loop, bass amp, bass fx, bass pad" },
	{ ROLE_ACOUSTIC_GUITAR,
	  "acoustic guitar, acoustic gtr, acoustic gt, acgtr, ac gtr, ac guitar, ac gt, acg, ag, agtr, "
	  "a gtr, a guitar, agt, aco gtr, acou gtr, acous gtr, acst gtr, acoustic, ~acou, ~acous, "
	  "~aco, ~acst, nylon, nylon guitar, nylon gtr, twelve string, 12 string, 12 string guitar, "
	  "steel string, classical guitar, spanish guitar, flamenco guitar, violao, westerngitarre, "
	  "akustikgitarre, akustik gitarre, a git, guitare acoustique, guitarra acustica, "
	  "chitarra acustica, acgt, guitare folk, high strung, nashville guitar, акустика" },
	{ ROLE_ELECTRIC_GUITAR,
	  "electric guitar, electric gtr, elec gtr, elec guitar, elec gui, elec gt, elecgtr, el gtr, "
	  "el guitar, el gt, eg, egtr, e gtr, e guitar, egt, e gt, ~electric, ~elec, ~elgtr, "
	  "rhythm guitar, rhythm gtr, rhy gtr, rhy gt, rtm gtr, rthm gtr, lead guitar, lead gtr, "
	  "lead gt, ld gtr, ld gt, solo guitar, solo gtr, gtr solo, guitar solo, distorted guitar, "
	  "distorted gtr, distortion guitar, dist gtr, dist guitar, dirty gtr, clean gtr, "
	  "clean guitar, crunch gtr, heavy gtr, fuzz gtr, e gitarre, egitarre, e git, stratgitarre, "
	  "strat, telecaster, tele, les paul, guitare electrique, guitarra electrica, "
	  "chitarra elettrica, wah gtr, power chord, baritone guitar, guitar amp, gtr amp, rythm guitar" },
	{ ROLE_GUITAR, "guitar, gtr, gt, guit, gui, gitarre, git, gitarr, guitare, guitarra, chitarra, gitara, "
		       "guitarre, viola caipira, banjo, mandolin, mando, ukulele, uke, lap steel, pedal steel, "
		       "dobro, bouzouki, oud, sitar, lute, resonator, lapsteel, pedalsteel, "
		       "гитара, cavaquinho, charango, ~steel, gtrs, guits, ~riff, ~strum, ~arpeggio guitar, laud, "
		       "balalaika, bandurria, cuatro, bajo sexto" },
	{ ROLE_PIANO, "piano, pno, pian, grand, grand piano, upright piano, klavier, fluegel, flugel, pianoforte, "
		      "pf, klaver, пианино, фортепиано, рояль, piano rh, piano lh, piano room, piano strings, "
		      "toy piano, honky tonk" },
	{ ROLE_ORGAN, "organ, hammond, b 3, leslie, orgel, orgue, organo, hammond organ, farfisa, vox organ, "
		      "church organ, pipe organ, orgao, орган, harmonium" },
	{ ROLE_KEYS, "key, keys, keyboard, kbd, kybd, keyb, rhodes, wurli, wurlitzer, wurly, electric piano, "
		     "elec piano, el piano, epiano, e piano, ep, clav, clavinet, clavi, tastiera, tastiere, "
		     "teclado, clavier, claviers, celeste, celesta, glockenspiel, glock, vibraphone, vibes, "
		     "marimba, xylophone, harpsichord, cembalo, mellotron, accordion, akkordeon, accordeon, "
		     "acordeon, fisarmonica, melodica, keybord, rds, ~bells, tubular bells, kalimba, music box, "
		     "клавиши, bandoneon, concertina, elpiano, dx 7, dx" },
	{ ROLE_SYNTH, "synth, syn, synt, synthesizer, synthesiser, moog, juno, minilogue, arp, arpeggio, "
		      "arpeggiator, pluck, lead synth, synth lead, ~saw, stab, prophet, polysynth, ~sine, ~wobble, "
		      "~growl, sequencer, ~seq, sintetizador, sintetizzatore, synthe, guitar synth, synth guitar, "
		      "jupiter, stylophone, theremin, synth strings, synth brass, string synth, brass synth, "
		      "synth horns, synth vox, synth choir, synth piano, supersaw, super saw, sq, ~melody, ~chord, "
		      "~chords, synth fx lead, синт, синтезатор, ~topline, ~bleep, ~blip, acid, 303, ~lead layer, "
		      "~main lead, synth bell" },
	{ ROLE_PAD, "pad, synth pad, pad synth, string pad, choir pad, vocal pad, vox pad, warm pad, ~drone, "
		    "~atmosphere, ~atmo, ~texture, ~swell, pads, swell pad, drone pad, piano pad, guitar pad, "
		    "ambient pad" },
	{ ROLE_STRINGS, "string, strings, str, violin, vln, vl, vn, viola, vla, cello, vc, vlc, violoncello, fiddle, "
			"geige, bratsche, streicher, cordes, cuerdas, archi, violon, violino, violonchelo, "
			"orchestra, orch, orchester, harp, harfe, arpa, harpe, pizz, pizzicato, string section, "
			"quartet, string quartet, contrabasses, cordas, скрипка, виолончель, струнные, vlns, "
			"violine, strykere, strakar, orquesta, double basses" },
	{ ROLE_BRASS, "brass, horn, hrn, trumpet, tpt, trpt, trp, trombone, tbn, trb, tuba, flugelhorn, "
		      "flugel horn, cornet, french horn, blaeser, blaser, blechblaser, trompete, trompette, "
		      "trompeta, tromba, posaune, ottoni, cuivre, cuivres, metales, metais, horn section, "
		      "horns section, bone, euphonium, sousaphone, bass trombone, труба, тромбон, fanfare, "
		      "trompet, fiscorno" },
	{ ROLE_WINDS, "sax, saxophone, saxes, alto sax, tenor sax, bari sax, soprano sax, baritone sax, flute, "
		      "flt, clarinet, clar, bass clarinet, oboe, bassoon, piccolo, recorder, woodwind, winds, "
		      "saxofon, saxofono, flote, floete, flauto, flauta, klarinette, clarinetto, fagott, "
		      "harmonica, harp harmonica, mouth harp, blues harp, bagpipe, whistle, tin whistle, "
		      "pan flute, panflute, didgeridoo, ney, shakuhachi, duduk, ~alto, ~tenor, ~bari, fiati, "
		      "flute traversiere, armonica, mundharmonika, саксофон, флейта, english horn, cor anglais, "
		      "saxo, sopranino, ocarina, bansuri" },
	{ ROLE_LEAD, "vocal, vox, voc, vx, voice, vocals, voices, singer, lead vocal, lead vox, lead voc, "
		     "leadvox, leadvocal, lv, ldvox, ld vox, lvox, lead v, main vocal, main vox, rap, "
		     "verse vocal, gesang, stimme, stime, voix, voz, voce, sang, zang, golos, вокал, голос, "
		     "vocalist, hook vocal, vokal, lead voice, lead singer, lead vocals, solo voice, singing, "
		     "vocl, vcl, vocs, hauptstimme, chant, voix lead, voz principal, voce principale, ~verse, "
		     "~hook, ~bridge, ~male, ~female, ~soprano, ~baritone" },
	{ ROLE_LEAD_DOUBLE,
	  "lead double, lead dbl, lead dub, vocal double, vocal dbl, vox dbl, vox double, voc dbl, "
	  "voc double, lead vocal double, lead vox double, lead vox dbl, lead vocal dbl, lead doubles, "
	  "ld dbl, lv dbl, double vocal, vocal dub, vox dub, lead vocal dub, doubled vocal, lv double, "
	  "double vox, dbl vox, dbl vocal" },
	{ ROLE_BACKING, "backing vocal, backing vox, backing voc, backing, backingvox, bgv, bgvs, bgvox, bv, bvs, "
			"bvox, bkg vox, bkgd vox, bkg, bg, bgs, bg vox, bg vocal, back vox, back vocal, backup, "
			"backup vocal, backing vocals, backvox, backgroundvox, background vocal, background vox, "
			"background vocals, harmony vocal, harmony vox, harm vox, harm vocal, vocal harmony, "
			"vox harmony, vocal harm, vox harm, ~harm, ~harmony, ~harmonie, ~harmonies, choir, chor, "
			"choeur, choeurs, choer, coro, cori, gang vocal, gang vox, gang, crowd vocal, group vocal, "
			"group vox, adlib, ad lib, adlibs, ad libs, vocal adlib, vox adlib, ~gospel, choral, ~stack, "
			"vocal stack, vox stack, background, back up, bck vox, bck voc, bk vox, bk voc, backs, "
			"backing voice, kor, chorvox, choirs, хор, бэк, бэк вокал, ooh, oohs, aah, aahs, ~ahs, ~oos, "
			"~ohs voice, bvocs, bvoc, ~response, whisper, low vox, high vox, octave vox, vox octave, "
			"horn vocal, chant vox, vox chorus double, shout, shouts, vocal chop, vocal chops, vox chop, "
			"vocal double harmony, vocal sample, vox sample, harmony double, vocal layer, "
			"lead vocal harmony, lead vox harmony, backing dbl, bgv dbl, bgv double, backing vox dbl, "
			"bgvoc, bgvocs, chorus harmony, chorus vox, chorus harmony double, secondary vocal, "
			"second vocal" },
	{ ROLE_SPEECH, "speech, dialogue, dialog, narration, narrator, voiceover, voice over, vo, host, interview, "
		       "podcast, spoken, spoken word, speaker, sprecher, commentary, presenter, guest, lav, "
		       "lavalier, boom mic" },
	{ ROLE_EFFECTS, "~fx, sfx, ~effect, ~effects, riser, downer, uplifter, downlifter, ~sweep, whoosh, swoosh, "
			"~impact, ~noise, white noise, foley, ~ambience, ~ambient, ~atmos, field recording, ~boom, "
			"~hit, ~rise, ~drop, sub drop, reverse cymbal, rev cymbal, rev cym, revcymbal, rev crash, "
			"reverse crash, scratch, turntable, vinyl, crackle, ~reverse, gunshot, birds, rain, "
			"wind noise, ~glitch, ~transition, ~applause, ~crowd, ~audience, ~zap, ~laser, ~stutter, "
			"~reverb, ~verb, ~delay, ~echo, synth fx, synth sfx, sound effect, sound effects, "
			"~texture fx, ~tag, ~sample, cymbal swell, ~gerausch, geraeusche, bruitage, efectos, "
			"fx riser, impact fx, ~thunder, ~soundscape, bass drop, dj" },
	{ ROLE_MIX, "~mix, ~master, ~mixdown, ~2 mix, ~bounce, ~full mix, ~full master, ~rough mix, ~rough, "
		    "~stereo mix, ~premaster, ~pre master, ~print, ~instrumental, ~inst, ~acapella, ~a capella, "
		    "~karaoke, ~ref, ~reference, ~demo mix, ~2 track, ~two track, ~mastered, ~tv track, ~final, "
		    "~reference mix, ~mix bus, ~full song, ~stereo out" },
	{ ROLE_CLICK, "click, click track, metronome, metronom, guide, guide vocal, guide vox, guide track, "
		      "guide gtr, guide guitar, cue, cues, count in, countin, count off, scratch vocal, "
		      "scratch vox, scratch track, scratch guitar, scratch gtr, talkback, talk back, timecode, "
		      "time code, ltc, smpte, slate, clk, tempo click, clic, klick, claqueta" },
	/* These say nothing, but compound words are made of them. */
	{ ROLE_COUNT, "top, bottom, btm, bot, inside, outside, out, sub mic, mic, amp, left, right, track, bus, "
		      "close, front, main, lead, double, dbl, group, high, low, mono, stereo, direct, line, clean, "
		      "dist, distorted, rhythm, solo, loop track, backing track, section, chorus, intro, outro, "
		      "verse vocal track" },
};

enum { ROW_COUNT = sizeof rows / sizeof *rows };

static size_t count_phrases(void)
{
	size_t count = 0;
	for (size_t i = 0; i < ROW_COUNT; i++) {
		count++;
		for (const char *at = rows[i].phrases; (at = strchr(at, ',')); at++)
			count++;
	}
	return count;
}

static bool add_phrase(struct role_words *words, enum role role, const char *text, size_t length, struct arena *arena)
{
	const bool weak = *text == '~';
	struct role_phrase *phrase = &words->phrases[words->count++];
	phrase->text = arena_text(arena, text + weak, length - weak);
	phrase->role = role;
	phrase->weight = role == ROLE_COUNT ? WEIGHT_NONE : weak ? WEIGHT_WEAK : WEIGHT_STRONG;
	phrase->words = 1;
	for (size_t i = 0; i < length; i++)
		phrase->words += text[i] == ' ';
	return phrase->text;
}

static bool add_row(struct role_words *words, const struct row *row, struct arena *arena)
{
	for (const char *at = row->phrases; *at;) {
		at += strspn(at, ", ");
		const size_t length = strcspn(at, ",");
		if (!add_phrase(words, row->role, at, length, arena))
			return false;
		at += length;
	}
	return true;
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct role_phrase *)a)->text, ((const struct role_phrase *)b)->text);
}

const struct role_words *role_words_new(struct arena *arena)
{
	struct role_words *words = ARENA_NEW(arena, struct role_words);
	if (!words)
		return NULL;
	words->phrases = ARENA_ARRAY(arena, struct role_phrase, count_phrases());
	for (size_t i = 0; words->phrases && i < ROW_COUNT; i++)
		if (!add_row(words, &rows[i], arena))
			return NULL;
	if (!words->phrases)
		return NULL;
	qsort(words->phrases, words->count, sizeof *words->phrases, compare);
	return words;
}

static const struct role_phrase *find(const struct role_words *words, const char *text)
{
	const struct role_phrase wanted = { .text = text };
	return bsearch(&wanted, words->phrases, words->count, sizeof wanted, compare);
}

const struct role_phrase *role_words_find(const struct role_words *words, const char *text)
{
	const struct role_phrase *phrase = find(words, text);
	char single[PHRASE_BYTES * 2];
	const size_t length = strlen(text);
	if (phrase || length < 3 || length >= sizeof single || text[length - 1] != 's')
		return phrase;
	memcpy(single, text, length - 1);
	single[length - 1] = '\0';
	return find(words, single);
}
