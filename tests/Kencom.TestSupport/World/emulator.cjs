// Loaded into the emulator's process (node --require) when test processes share it: a process asks for an account by a line, and keeps its connection.
// The emulator ends with the last of them, however that ends: the system closes the connections of a process that is killed.
'use strict';

const net = require('net');
const path = require('path');

const Accounts = 10000;
const IdleMilliseconds = 10000; // Test projects of one run may follow each other.
const FirstMilliseconds = 120000;

const [, key] = process.env.AZURITE_ACCOUNTS.split(':');
process.env.AZURITE_ACCOUNTS = Array.from({ length: Accounts }, (_, number) => `account${number}:${key}`).join(';');

let taken = 0;
let connections = 0;
const end = () => process.exit(0);
let ending = setTimeout(end, FirstMilliseconds);
const server = net.createServer(connection => {
  clearTimeout(ending);
  connections++;
  connection.on('error', () => {});
  connection.on('data', asked => {
    for (let i = 0; i < asked.length; i++) connection.write(`account${taken++ % Accounts} ${process.pid}\n`);
  });
  connection.on('close', () => {
    if (--connections === 0) ending = setTimeout(end, IdleMilliseconds);
  });
});
server.listen(0, '127.0.0.1', () => console.log(`Azurite Account service is successfully listening at 127.0.0.1:${server.address().port}`));

// Nobody reads what is said when the process that started it has ended.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

// The emulator's database looks through the list of all tables at each call. Some hundred apps have ten thousand: it took half of the emulator's time.
const Loki = require(path.join(path.dirname(process.argv[1]), '..', '..', '..', 'lokijs'));
const { getCollection, removeCollection } = Loki.prototype;
const byName = new WeakMap();
Loki.prototype.getCollection = function (name) {
  if (!byName.has(this)) byName.set(this, new Map());
  const known = byName.get(this);
  if (!known.has(name)) {
    const found = getCollection.call(this, name);
    if (found === null) return null;
    known.set(name, found);
  }
  return known.get(name);
};
Loki.prototype.removeCollection = function (name) {
  byName.get(this)?.delete(name);
  return removeCollection.call(this, name);
};
