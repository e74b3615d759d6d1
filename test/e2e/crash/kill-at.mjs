/**
 * Loaded into a program before it starts (`node --import 'kill-at.mjs?call=link&when=before&nth=3' …`): the program
 * kills itself right before or right after its nth call of a file-system function on a part file.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';
import { URL } from 'node:url';

const wanted = new URL(import.meta.url).searchParams;
const name = wanted.get('call');
const when = wanted.get('when');
let left = Number(wanted.get('nth'));

const die = () => process.kill(process.pid, 'SIGKILL');
const isIt = (path) => String(path).endsWith('.part') && --left === 0;

const plain = fs[name];
fs[name] = (path, ...rest) => {
  if (!isIt(path)) return plain(path, ...rest);
  if (when === 'before') die();
  const callback = rest.pop();
  return plain(path, ...rest, (...results) => {
    die();
    callback(...results);
  });
};

const atOnce = fs[`${name}Sync`];
fs[`${name}Sync`] = (path, ...rest) => {
  const now = isIt(path);
  if (now && when === 'before') die();
  const result = atOnce(path, ...rest);
  if (now) die();
  return result;
};

const promised = fs.promises[name];
fs.promises[name] = async (path, ...rest) => {
  const now = isIt(path);
  if (now && when === 'before') die();
  const result = await promised(path, ...rest);
  if (now) die();
  return result;
};

syncBuiltinESMExports();
