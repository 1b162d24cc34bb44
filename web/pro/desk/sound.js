// Sounds of the desk, made on the device; what they say is also written and coloured.

/** @type {AudioContext | undefined} */
let context;

/** The notes of each sound: hertz, and when they begin in seconds. */
const NOTES = /** @type {const} */ ({
  yes: [
    [660, 0],
    [990, 0.12],
  ],
  no: [
    [180, 0],
    [150, 0.2],
  ],
  back: [
    [660, 0],
    [440, 0.12],
  ],
});

/** @param {keyof typeof NOTES} sound @param {boolean} isQuiet */
export function play(sound, isQuiet) {
  if (isQuiet || !navigator.userActivation?.hasBeenActive) return;
  try {
    context ??= new AudioContext();
    const begin = context.currentTime;
    for (const [hertz, after] of NOTES[sound]) {
      const note = context.createOscillator();
      const volume = context.createGain();
      note.type = sound === "no" ? "square" : "sine";
      note.frequency.value = hertz;
      volume.gain.setValueAtTime(0.18, begin + after);
      volume.gain.exponentialRampToValueAtTime(0.001, begin + after + 0.18);
      note.connect(volume).connect(context.destination);
      note.start(begin + after);
      note.stop(begin + after + 0.2);
    }
  } catch {
    // A device without sound: the desk is written and coloured too.
  }
}
