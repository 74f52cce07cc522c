// Fails the build when the client outgrows its budget: what a first visit loads, compressed.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const kBudgetBytes = 120_000;
const dist = new URL('../dist', import.meta.url).pathname;

function files(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

let total = 0;
for (const path of files(dist).sort()) {
  const bytes = gzipSync(readFileSync(path), { level: 9 }).length;
  total += bytes;
  console.log(`${String(bytes).padStart(7)} ${path.slice(dist.length + 1)}`);
}
console.log(`${String(total).padStart(7)} total, gzip; budget ${kBudgetBytes}`);
if (total > kBudgetBytes) process.exit(1);
