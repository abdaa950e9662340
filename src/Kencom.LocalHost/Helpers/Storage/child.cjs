// Loaded into the emulator's process (node --require). It ends with the program that started it, in every case:
// that program holds the other end of our standard input, and the system closes it even when the program is killed.
'use strict';

const path = require('path');

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

// Accounts of the same key, for tests: all of them are longer than the system lets a variable be.
const [, key] = process.env.AZURITE_ACCOUNTS.split(':');
const further = Array.from({ length: Number(process.env.FURTHER_ACCOUNTS) }, (_, i) => `account${i}:${key}`);
process.env.AZURITE_ACCOUNTS = [process.env.AZURITE_ACCOUNTS, ...further].join(';');

// The emulator's database looks through the list of all tables at each call. Where some hundred apps of tests have ten thousand, that is half of its time.
const Loki = require(path.join(path.dirname(process.argv[1]), '..', '..', '..', 'lokijs'));
const { getCollection, removeCollection } = Loki.prototype;
const known = new WeakMap();
Loki.prototype.getCollection = function (name) {
  const collections = known.get(this) ?? known.set(this, new Map()).get(this);
  const collection = collections.get(name) ?? getCollection.call(this, name);
  if (collection) collections.set(name, collection);
  return collection;
};
Loki.prototype.removeCollection = function (name) {
  known.get(this)?.delete(name);
  return removeCollection.call(this, name);
};
