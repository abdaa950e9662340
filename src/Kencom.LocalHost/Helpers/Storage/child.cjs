// Loaded into the emulator's process (node --require). It ends with the program that started it, in every case:
// that program holds the other end of our standard input, and the system closes it even when the program is killed.
'use strict';

const on = process.on.bind(process);

// Ctrl-C reaches the whole group at once, but the program still needs its storage while it drains.
process.on = process.once = process.addListener = (event, listener) =>
  event === 'SIGINT' ? process : on(event, listener);
on('SIGINT', () => {});

// SIGTERM lets the emulator write its data before it goes: half a minute, since the data of the last second is lost otherwise when the machine is busy.
function end() {
  setTimeout(() => process.exit(0), 30000).unref();
  if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(0);
}

process.stdin.on('end', end);
process.stdin.on('close', end);
process.stdin.on('error', end);
process.stdin.resume();
